package fovea.lab.measure;

import fovea.data.ImageSet;
import fovea.engine.Engines;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import fovea.nn.Dropout;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.probe.Probe;
import fovea.trained.TrainedModel;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What the last dropout layer of a trained network does to its inputs, in training mode and in
 * evaluation mode.
 *
 * @param rate its rate
 * @param values number of its inputs, over all images
 * @param zeroed the share of the inputs that are not 0 and that training mode sets to 0
 * @param factor by what training mode multiplies the others
 * @param before the mean of the inputs
 * @param training the mean of the outputs in training mode
 * @param evaluation the mean of the outputs in evaluation mode
 */
public record DropoutScaling(
    double rate,
    int values,
    double zeroed,
    double factor,
    double before,
    double training,
    double evaluation) {

  /** Whether a network has a dropout layer after another layer. */
  public static boolean applies(Network network) {
    return lastDropout(network).isPresent();
  }

  /**
   * Measures a network.
   *
   * @throws IllegalArgumentException if it does not {@linkplain #applies apply}
   */
  public static DropoutScaling of(TrainedModel model, ImageSet images) {
    Network network = model.model().network();
    int place =
        lastDropout(network)
            .orElseThrow(() -> new IllegalArgumentException(network.name() + " has no dropout"));
    Dropout dropout = (Dropout) network.layers().get(place).layer();
    InputImages inputs = InputImages.of(model, images);
    Network before = network.upTo(network.layers().get(place - 1).name());
    try (Probe probe = model.probe(before, model.model().input())) {
      float[] values = probe.forward(inputs.buffer(), inputs.count());
      return of(dropout, probe.output(), values, model.recipe().seed());
    }
  }

  private static OptionalInt lastDropout(Network network) {
    return IntStream.range(1, network.layers().size())
        .filter(i -> network.layers().get(i).layer() instanceof Dropout)
        .reduce((earlier, later) -> later);
  }

  /** Runs the layer alone, on the reference engine. */
  static DropoutScaling of(Dropout dropout, Shape shape, float[] values, long seed) {
    int count = values.length / shape.elements();
    try (Model layer =
        Engines.named("reference")
            .compile(Network.of("dropout", dropout), shape, count, Precision.F32)) {
      Program training = layer.training(count);
      training.forward(FloatBuffer.wrap(values), CounterBasedRandom.key(seed, Purpose.DROPOUT));
      Program evaluation = layer.evaluation(count);
      evaluation.forward(FloatBuffer.wrap(values), 0);
      return of(dropout.rate(), values, training.output(), evaluation.output());
    }
  }

  private static DropoutScaling of(
      double rate, float[] values, FloatBuffer training, FloatBuffer evaluation) {
    List<Integer> active =
        IntStream.range(0, values.length).filter(i -> values[i] != 0).boxed().toList();
    List<Integer> kept = active.stream().filter(i -> training.get(i) != 0).toList();
    return new DropoutScaling(
        rate,
        values.length,
        1 - kept.size() / (double) active.size(),
        kept.stream().mapToDouble(i -> training.get(i) / values[i]).average().orElse(Double.NaN),
        IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElseThrow(),
        IntStream.range(0, values.length).mapToDouble(training::get).average().orElseThrow(),
        IntStream.range(0, values.length).mapToDouble(evaluation::get).average().orElseThrow());
  }
}
