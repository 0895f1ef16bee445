package fovea.studio.runs;

import fovea.run.History;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a curve shows, epoch by epoch.
 *
 * @param label its name, as in {@code metrics.jsonl}
 * @param value its value after an epoch; NaN if it was not measured
 */
record Metric(String label, ToDoubleFunction<History.Epoch> value) {

  private static final List<Metric> ALL =
      List.of(
          new Metric("train_loss", History.Epoch::trainLoss),
          new Metric("test_loss", History.Epoch::testLoss),
          new Metric("train_evaluated_loss", History.Epoch::trainEvaluatedLoss),
          new Metric("train_accuracy", History.Epoch::trainAccuracy),
          new Metric("test_accuracy", History.Epoch::testAccuracy),
          new Metric("train_evaluated_accuracy", History.Epoch::trainEvaluatedAccuracy),
          new Metric("seconds", History.Epoch::seconds));

  /**
   * The metric of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Metric of(String label) {
    return ALL.stream()
        .filter(metric -> metric.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no metric " + label));
  }

  double of(History.Epoch epoch) {
    return value.applyAsDouble(epoch);
  }
}
