package fovea.experiment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.run.Events;
import fovea.run.Run;
import fovea.train.Listener;
import fovea.train.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes the progress between epochs to the run, for whoever watches it train: a line at most four
 * times a second, and rarer the longer the training has taken, so that a training of a day writes
 * some ten thousand lines.
 */
final class StepLog implements Listener {

  private static final long SHORTEST_NANOS = 250_000_000;

  /** An interval is at least the time so far divided by this number. */
  private static final int LINES = 2000;

  private final Run run;
  private long startNanos;
  private long startStep;
  private long writtenNanos;
  private double lossSum;
  private int losses;

  StepLog(Run run) {
    this.run = run;
  }

  @Override
  public void onStart(Progress progress) {
    startNanos = System.nanoTime();
    startStep = progress.step();
    writtenNanos = startNanos - SHORTEST_NANOS; // the first step is written
  }

  @Override
  public void onStep(Progress progress) {
    lossSum += progress.loss();
    losses++;
    long now = System.nanoTime();
    long interval = Math.max(SHORTEST_NANOS, (now - startNanos) / LINES);
    if (now - writtenNanos >= interval) {
      write(line(progress, now));
      writtenNanos = now;
      lossSum = 0;
      losses = 0;
    }
  }

  private ObjectNode line(Progress progress, long now) {
    long steps = (long) progress.epochs() * progress.batches();
    double secondsPerStep = (now - startNanos) / 1e9 / (progress.step() - startStep);
    double epoch = progress.epoch() - 1 + (double) progress.batch() / progress.batches();
    return JsonNodeFactory.instance
        .objectNode()
        .put("step", progress.step())
        .put("epoch", Events.rounded(epoch, 4))
        .put("loss", Events.rounded(lossSum / losses, 5))
        .put("accuracy", Events.rounded(progress.running().accuracy(), 5))
        .put("learning_rate", (float) progress.learningRate())
        .put("images_per_second", Events.rounded(progress.imagesPerSecond(), 1))
        .put("left", Events.rounded(secondsPerStep * (steps - progress.step()), 1));
  }

  private void write(ObjectNode line) {
    try {
      run.appendStep(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
