package fovea.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.engine.Precision;
import fovea.recipe.Recipe;
import fovea.train.EpochResult;
import fovea.train.Metrics;
import fovea.train.NonFiniteLossException;
import fovea.train.Outcome;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/** The events of a run as JSON: the lines of {@code metrics.jsonl} and of {@code train --json}. */
public final class Events {

  private static final MathContext SIX_DIGITS = new MathContext(6);

  private Events() {}

  /**
   * The event for the start of a training session.
   *
   * @param precision the precision computed in, which differs from that of the run's start if the
   *     run was resumed in another
   */
  public static ObjectNode start(Recipe recipe, RunInfo info, Precision precision, Path folder) {
    return event("start")
        .put("dataset", recipe.dataset())
        .put("model", recipe.model())
        .put("parameters", info.parameters())
        .put("precision", precision.label())
        .put("threads", info.threads())
        .put("seed", recipe.seed())
        .put("tested_on", info.validates(recipe) ? "validation" : "test")
        .put("run", folder.toString());
  }

  /** The event for a finished epoch. */
  public static ObjectNode epoch(EpochResult result) {
    ObjectNode event =
        event("epoch")
            .put("epoch", result.epoch())
            .put("epochs", result.epochs())
            .put("learning_rate", significant(result.learningRate()))
            .put("train_loss", rounded(result.train().loss(), 6))
            .put("train_accuracy", rounded(result.train().accuracy(), 6))
            .put("test_loss", rounded(result.test().loss(), 6))
            .put("test_accuracy", rounded(result.test().accuracy(), 6))
            .put("seconds", rounded(result.seconds(), 3))
            .put("images_per_second", rounded(result.imagesPerSecond(), 1));
    result
        .trainEvaluated()
        .ifPresent(
            metrics ->
                event
                    .put("train_evaluated_loss", rounded(metrics.loss(), 6))
                    .put("train_evaluated_accuracy", rounded(metrics.accuracy(), 6)));
    result
        .current()
        .ifPresent(
            metrics ->
                event
                    .put("current_test_loss", rounded(metrics.loss(), 6))
                    .put("current_test_accuracy", rounded(metrics.accuracy(), 6)));
    return event;
  }

  /** The results that an event for a finished epoch tells. */
  public static EpochResult result(JsonNode event) {
    return new EpochResult(
        event.path("epoch").asInt(),
        event.path("epochs").asInt(),
        event.path("learning_rate").asDouble(),
        metrics(event, "train_").orElseThrow(),
        metrics(event, "test_").orElseThrow(),
        metrics(event, "train_evaluated_"),
        metrics(event, "current_test_"),
        event.path("seconds").asDouble(),
        event.path("images_per_second").asDouble());
  }

  private static Optional<Metrics> metrics(JsonNode event, String prefix) {
    return event.has(prefix + "loss")
        ? Optional.of(
            new Metrics(
                event.path(prefix + "loss").asDouble(), event.path(prefix + "accuracy").asDouble()))
        : Optional.empty();
  }

  /**
   * The event for the end of a training session.
   *
   * @param test loss and accuracy on the test images; empty if they were not evaluated
   * @param firstLoss the loss of the first batch, if known
   * @param history the finished epochs
   */
  public static ObjectNode done(
      Optional<Metrics> test,
      double seconds,
      Outcome outcome,
      OptionalDouble firstLoss,
      History history) {
    ObjectNode event = event("done");
    test.ifPresent(
        metrics ->
            event
                .put("test_loss", rounded(metrics.loss(), 6))
                .put("test_accuracy", rounded(metrics.accuracy(), 6)));
    event.put("seconds", rounded(seconds, 3)).put("run", history.folder().toString());
    history
        .best()
        .ifPresent(
            best ->
                event
                    .put("last_epoch", history.last().number())
                    .put("best_epoch", best.number())
                    .put("best_test_accuracy", best.testAccuracy()));
    firstLoss.ifPresent(loss -> event.put("first_loss", rounded(loss, 6)));
    Diagnosis.of(history.epochs())
        .ifPresent(
            found -> {
              event
                  .put("lowest_test_loss", found.lowest().testLoss())
                  .put("lowest_test_loss_epoch", found.lowest().number());
              if (!Double.isNaN(found.gap())) {
                event.put("train_minus_test_accuracy", rounded(found.gap(), 6));
              }
              event.put("overfits", found.overfits());
            });
    if (outcome != Outcome.COMPLETED) {
      event.put(
          "stopped",
          switch (outcome) {
            case TIME_OVER -> "max_time";
            case STOPPED_EARLY -> "patience";
            default -> "interrupted";
          });
    }
    return event;
  }

  /** The event for a training that diverged: its loss or a parameter became infinite or NaN. */
  public static ObjectNode diverged(NonFiniteLossException reason, Path folder) {
    return event("diverged").put("reason", reason.getMessage()).put("run", folder.toString());
  }

  /** A new event with the given name, to which fields can be added. */
  public static ObjectNode event(String name) {
    return JsonNodeFactory.instance.objectNode().put("event", name);
  }

  /** Rounds to six significant digits, because learning rates differ by orders of magnitude. */
  private static double significant(double value) {
    return new BigDecimal(value).round(SIX_DIGITS).doubleValue();
  }

  /** Rounds to a number of decimals; infinities and NaN are unchanged. */
  public static double rounded(double value, int digits) {
    double scale = Math.pow(10, digits);
    return Double.isFinite(value) ? Math.rint(value * scale) / scale : value;
  }
}
