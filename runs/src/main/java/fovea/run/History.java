package fovea.run;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The metrics of a run, epoch by epoch, and how it ended.
 *
 * @param folder the run's
 * @param recipe what was trained
 * @param epochs the finished epochs, in their order
 * @param end how it ended, if it did
 * @param firstLoss the loss of the first batch, if the run's end tells it
 */
public record History(
    Path folder, Recipe recipe, List<Epoch> epochs, End end, OptionalDouble firstLoss) {

  /** How a run ended. */
  public enum End {
    /** Not yet: it runs, was interrupted, or died. */
    OPEN,
    /** All epochs of the recipe were done, or it stopped early as asked. */
    COMPLETE,
    /** The loss or a parameter left the finite numbers: it has no result. */
    DIVERGED
  }

  /**
   * One epoch: losses in nats, accuracies from 0 to 1.
   *
   * @param number from 1
   * @param seconds what training took, the evaluation not counted
   */
  public record Epoch(
      int number,
      double trainLoss,
      double trainAccuracy,
      double testLoss,
      double testAccuracy,
      double seconds) {}

  public History {
    epochs = List.copyOf(epochs);
  }

  /**
   * Reads a run.
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
          // the start, or an event of a later version
        }
      }
    }
    boolean complete = done && (early || epochs.size() >= recipe.epochs());
    End end = diverged ? End.DIVERGED : complete ? End.COMPLETE : End.OPEN;
    return new History(run.folder(), recipe, epochs, end, firstLoss);
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

  private static Epoch epoch(JsonNode event) {
    return new Epoch(
        event.path("epoch").asInt(),
        event.path("train_loss").asDouble(Double.NaN),
        event.path("train_accuracy").asDouble(Double.NaN),
        event.path("test_loss").asDouble(Double.NaN),
        event.path("test_accuracy").asDouble(Double.NaN),
        event.path("seconds").asDouble(Double.NaN));
  }

  /**
   * The last epoch.
   *
   * @throws IllegalStateException if none was finished
   */
  public Epoch last() {
    if (epochs.isEmpty()) {
      throw new IllegalStateException(folder + " has no finished epoch");
    }
    return epochs.get(epochs.size() - 1);
  }

  /** The first epoch after which the test accuracy was at least this; empty if it never was. */
  public OptionalInt epochsTo(double accuracy) {
    return epochs.stream()
        .filter(epoch -> epoch.testAccuracy() >= accuracy)
        .mapToInt(Epoch::number)
        .findFirst();
  }
}
