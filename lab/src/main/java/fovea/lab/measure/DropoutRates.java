package fovea.lab.measure;

import fovea.data.ImageSet;
import fovea.engine.Engines;
import fovea.engine.Model;
import fovea.engine.Program;
import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import fovea.nn.Dropout;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.trained.TrainedModel;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many images a trained network recognises while its dropout is active, at other rates than the
 * one that it was trained with.
 *
 * @param images number of images
 * @param accuracies accuracy of one thinned network, averaged, by the rate
 */
public record DropoutRates(int images, SortedMap<Double, Double> accuracies) {

  private static final List<Double> RATES = List.of(0.0, 0.25, 0.5, 0.75, 0.9);
  private static final int NETWORKS = 8;

  public DropoutRates {
    accuracies = Collections.unmodifiableSortedMap(new TreeMap<>(accuracies));
  }

  /** Measures a network whose dropout layers are not within residual blocks. */
  public static DropoutRates of(TrainedModel model, ImageSet images) {
    InputImages inputs = InputImages.of(model, images);
    SortedMap<Double, Double> accuracies = new TreeMap<>();
    for (double rate : RATES) {
      accuracies.put(rate, accuracy(model, rate, inputs));
    }
    return new DropoutRates(inputs.count(), accuracies);
  }

  private static double accuracy(TrainedModel trained, double rate, InputImages inputs) {
    Model from = trained.model();
    try (Model model =
        Engines.named(trained.recipe().engine())
            .compile(
                withRate(from.network(), rate), from.input(), inputs.count(), from.precision())) {
      model.copyParameters(from);
      Program program = model.training(inputs.count());
      long key = CounterBasedRandom.key(trained.recipe().seed(), Purpose.DROPOUT);
      double sum = 0;
      for (int network = 0; network < NETWORKS; network++) {
        int[] answers = inputs.answers(program, CounterBasedRandom.subkey(key, network));
        sum += InputImages.equal(answers, inputs.labels());
      }
      return sum / NETWORKS;
    }
  }

  /** The network with another rate in its dropout layers. */
  static Network withRate(Network network, double rate) {
    return new Network(
        network.name(),
        network.layers().stream()
            .map(
                each ->
                    each.layer() instanceof Dropout dropout
                        ? new Named(each.name(), new Dropout(rate, dropout.channels()))
                        : each)
            .toList());
  }
}
