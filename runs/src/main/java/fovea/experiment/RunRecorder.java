package fovea.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.engine.Model;
import fovea.run.Events;
import fovea.run.History;
import fovea.run.Provenance;
import fovea.run.Run;
import fovea.train.Checkpoint;
import fovea.train.EpochResult;
import fovea.train.Listener;
import fovea.train.Optimizer;
import fovea.train.Outcome;
import fovea.train.Progress;
import fovea.train.SafetensorsReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Writes the metrics and checkpoints of a training to its run. After each epoch, metrics are
 * written before the checkpoint.
 */
final class RunRecorder implements Listener {

  private static final String FIRST_LOSS = "fovea.first_loss";

  private final Run run;
  private final Provenance provenance;
  private final Model model;
  private final Optimizer optimizer;
  private final Consumer<ObjectNode> events;
  private Optional<History.Epoch> best;
  private OptionalDouble firstLoss;

  /**
   * @param provenance the provenance stored in every checkpoint
   * @param best the best epoch so far
   * @param firstLoss the loss of the first batch, if the training is resumed and it is known
   * @param events receives the event of each epoch
   */
  RunRecorder(
      Run run,
      Provenance provenance,
      Model model,
      Optimizer optimizer,
      Optional<History.Epoch> best,
      OptionalDouble firstLoss,
      Consumer<ObjectNode> events) {
    this.run = run;
    this.provenance = provenance;
    this.model = model;
    this.optimizer = optimizer;
    this.best = best;
    this.firstLoss = firstLoss;
    this.events = events;
  }

  /** The loss of the first batch, before the first update of the weights. */
  OptionalDouble firstLoss() {
    return firstLoss;
  }

  /**
   * Reads the loss of the first batch from a checkpoint; empty if it is not recorded.
   *
   * @throws IOException if the checkpoint cannot be read
   */
  static OptionalDouble firstLoss(Path checkpoint) throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(checkpoint)) {
      String text = reader.metadata().get(FIRST_LOSS);
      return text == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new IOException(checkpoint + " is damaged: its first loss is no number", e);
    }
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = provenance.texts();
    firstLoss.ifPresent(loss -> metadata.put(FIRST_LOSS, Double.toString(loss)));
    return metadata;
  }

  @Override
  public void onLoss(Progress progress) {
    if (progress.step() == 0) {
      firstLoss = OptionalDouble.of(progress.loss());
    }
  }

  @Override
  public void onEpoch(EpochResult result, Progress progress) {
    ObjectNode event = Events.epoch(result);
    try {
      run.append(event);
      History.Epoch epoch = History.epoch(event);
      if (best.isEmpty() || epoch.isBetterThan(best.get())) {
        best = Optional.of(epoch);
        optimizer.swapAveragedWeights(); // save the weights that were evaluated
        Checkpoint.save(run.best(), model, optimizer, progress.state(), metadata());
        optimizer.swapAveragedWeights();
      }
      Checkpoint.save(run.last(), model, optimizer, progress.state(), metadata());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    events.accept(event);
  }

  @Override
  public void onEnd(Outcome outcome, Progress progress) {
    if (outcome != Outcome.COMPLETED) {
      try {
        Checkpoint.save(run.last(), model, optimizer, progress.state(), metadata());
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
  }
}
