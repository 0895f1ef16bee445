package fovea.run;

import fovea.train.Checkpoint;
import fovea.train.TrainerState;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A checkpoint of a run, and how it was chosen.
 *
 * @param file the file
 * @param weights the values in it that are evaluated: if the run averages weights, the averages
 * @param choice how it was chosen
 */
public record SavedCheckpoint(Path file, Checkpoint.Weights weights, Choice choice) {

  /** How a checkpoint of a run is chosen. */
  public enum Choice {
    /**
     * The one with the highest test accuracy. Since the test images choose it, its accuracy on them
     * is a little optimistic.
     */
    BEST,
    /** The latest one. */
    LAST
  }

  /**
   * The number of the epoch that it was saved after, from 1; 0 if it was saved before the first one
   * ended.
   *
   * @throws IOException if it cannot be read
   */
  public int epoch() throws IOException {
    return state().epoch();
  }

  /**
   * The number of further batches that it was trained on after that epoch.
   *
   * @throws IOException if it cannot be read
   */
  public int batches() throws IOException {
    return state().batch();
  }

  private TrainerState state() throws IOException {
    return Checkpoint.state(file);
  }
}
