package fovea.run;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.data.DataIdentity;
import fovea.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The metrics of a run, epoch by epoch, and how it ended.
 *
 * @param folder the run's folder
 * @param recipe the run's recipe
 * @param data what identifies its images; empty for an unfinished run of an early version
 * @param epochs the finished epochs, in order
 * @param end whether and how the run ended
 * @param firstLoss the loss of the first batch; empty if the run has not ended or did not record it
 */
public record History(
    Path folder,
    Recipe recipe,
    Optional<DataIdentity> data,
    List<Epoch> epochs,
    End end,
    OptionalDouble firstLoss) {

  /** How a run ended. */
  public enum End {
    /**
     * The run is not finished: it is running, was stopped by the user or the time limit, or
     * crashed.
     */
    OPEN,
    /** All epochs of the recipe are done, or early stopping ended the run. */
    COMPLETE,
    /** The loss or a parameter became infinite or NaN, so there is no result. */
    DIVERGED
  }

  /**
   * The metrics of one epoch: losses in nats, accuracies from 0 to 1. A missing value is NaN.
   *
   * @param number number of the epoch, from 1
   * @param trainLoss training loss, accumulated in training mode while the weights changed
   * @param trainAccuracy training accuracy, accumulated likewise
   * @param trainEvaluatedLoss loss on a sample of the training images, measured as the test loss
   * @param trainEvaluatedAccuracy accuracy on that sample, measured as the test accuracy
   * @param seconds duration of the training, without the evaluation
   */
  public record Epoch(
      int number,
      double trainLoss,
      double trainAccuracy,
      double trainEvaluatedLoss,
      double trainEvaluatedAccuracy,
      double testLoss,
      double testAccuracy,
      double seconds) {

    /**
     * Whether its test accuracy is higher than that of another epoch or, if they are equal, its
     * test loss lower: on few test images, accuracies often are.
     */
    public boolean isBetterThan(Epoch other) {
      return testAccuracy > other.testAccuracy
          || (testAccuracy == other.testAccuracy && testLoss < other.testLoss);
    }

    /**
     * The generalisation gap: accuracy on training images minus accuracy on test images, both
     * measured with the same weights in evaluation mode; NaN if it was not measured.
     */
    public double gap() {
      return trainEvaluatedAccuracy - testAccuracy;
    }
  }

  public History {
    epochs = List.copyOf(epochs);
  }

  /**
   * Reads the history of a run.
   *
   * @throws IOException if it cannot be read
   */
  public static History of(Run run) throws IOException {
    Recipe recipe = run.recipe();
    List<Epoch> epochs = new ArrayList<>();
    boolean done = false;
    boolean early = false;
    boolean diverged = false;
    OptionalDouble firstLoss = OptionalDouble.empty();
    for (JsonNode event : run.metrics()) {
      switch (event.path("event").asText()) {
        case "epoch" -> epochs.add(epoch(event));
        case "done" -> {
          String stopped = event.path("stopped").asText();
          early = stopped.equals("patience");
          done = stopped.isEmpty() || early;
          firstLoss = firstLoss(event);
        }
        case "diverged" -> diverged = true;
        default -> {
          // events without metrics of epochs, or of a later version
        }
      }
    }
    boolean complete = done && (early || epochs.size() >= recipe.epochs());
    End end = diverged ? End.DIVERGED : complete ? End.COMPLETE : End.OPEN;
    Optional<DataIdentity> data = run.hasInfo() ? Optional.of(run.info().data()) : Optional.empty();
    return new History(run.folder(), recipe, data, epochs, end, firstLoss);
  }

  private static OptionalDouble firstLoss(JsonNode event) {
    return event.path("first_loss").isNumber()
        ? OptionalDouble.of(event.path("first_loss").asDouble())
        : OptionalDouble.empty();
  }

  public boolean complete() {
    return end == End.COMPLETE;
  }

  public boolean diverged() {
    return end == End.DIVERGED;
  }

  /** The metrics that the event of an epoch records. */
  public static Epoch epoch(JsonNode event) {
    return new Epoch(
        event.path("epoch").asInt(),
        event.path("train_loss").asDouble(Double.NaN),
        event.path("train_accuracy").asDouble(Double.NaN),
        event.path("train_evaluated_loss").asDouble(Double.NaN),
        event.path("train_evaluated_accuracy").asDouble(Double.NaN),
        event.path("test_loss").asDouble(Double.NaN),
        event.path("test_accuracy").asDouble(Double.NaN),
        event.path("seconds").asDouble(Double.NaN));
  }

  /**
   * The last epoch.
   *
   * @throws IllegalStateException if no epoch was finished
   */
  public Epoch last() {
    if (epochs.isEmpty()) {
      throw new IllegalStateException(folder + " has no finished epoch");
    }
    return epochs.get(epochs.size() - 1);
  }

  /** The best epoch, the first if several are equal; empty if no epoch was finished. */
  public Optional<Epoch> best() {
    return epochs.stream().reduce((best, epoch) -> epoch.isBetterThan(best) ? epoch : best);
  }

  /** The number of the first epoch with at least this test accuracy; empty if there is none. */
  public OptionalInt epochsTo(double accuracy) {
    return epochs.stream()
        .filter(epoch -> epoch.testAccuracy() >= accuracy)
        .mapToInt(Epoch::number)
        .findFirst();
  }
}
