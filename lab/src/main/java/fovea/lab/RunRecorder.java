package fovea.lab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.engine.Model;
import fovea.train.Checkpoint;
import fovea.train.EpochResult;
import fovea.train.Listener;
import fovea.train.Optimizer;
import fovea.train.Outcome;
import fovea.train.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Consumer;

/** Keeps what a training gives in its run's folder: metrics first, then the checkpoint. */
final class RunRecorder implements Listener {

  private final Run run;
  private final Model model;
  private final Optimizer optimizer;
  private final Consumer<ObjectNode> events;
  private double best;

  RunRecorder(Run run, Model model, Optimizer optimizer, double best, Consumer<ObjectNode> events) {
    this.run = run;
    this.model = model;
    this.optimizer = optimizer;
    this.best = best;
    this.events = events;
  }

  /** The highest test accuracy so far. */
  double best() {
    return best;
  }

  @Override
  public void onEpoch(EpochResult result, Progress progress) {
    ObjectNode event = Events.epoch(result);
    try {
      run.append(event);
      if (result.test().accuracy() > best) {
        best = result.test().accuracy();
        optimizer.exchange(); // what was tested is what is kept
        Checkpoint.save(run.best(), model, optimizer, progress.position(), Map.of());
        optimizer.exchange();
      }
      Checkpoint.save(run.last(), model, optimizer, progress.position(), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    events.accept(event);
  }

  @Override
  public void onEnd(Outcome outcome, Progress progress) {
    if (outcome != Outcome.COMPLETED) {
      try {
        Checkpoint.save(run.last(), model, optimizer, progress.position(), Map.of());
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
  }
}
