package fovea.lab.ladder;

import fovea.train.EpochResult;
import fovea.train.Listener;
import fovea.train.Progress;

/**
 * Measures how long a training takes from now to its last step: images loaded, engine started,
 * kernels compiled and layers fitted, but without the tests after epochs and the checkpoints that
 * are written then. It is for one training.
 */
public final class TrainingClock implements Listener {

  private final long start = System.nanoTime();
  private long lastStep = start;
  private long pauses;
  private long pausesBeforeLastStep;

  @Override
  public void onStep(Progress progress) {
    lastStep = System.nanoTime();
    pausesBeforeLastStep = pauses;
  }

  @Override
  public void onEpoch(EpochResult result, Progress progress) {
    pauses += System.nanoTime() - lastStep;
  }

  /** The seconds until the last step. */
  public double seconds() {
    return (lastStep - start - pausesBeforeLastStep) / 1e9;
  }
}
