package fovea.interchange;

import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Networks with random parameters that keep values near 1, and random images. */
final class SeededNetwork {

  private SeededNetwork() {}

  static WeightedNetwork of(Network network, Shape input, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, float[]> values = new HashMap<>();
    for (Parameter parameter : network.parameters(input)) {
      float[] numbers = new float[parameter.elements()];
      double spread = Math.sqrt(6.0 / parameter.fanIn());
      for (int i = 0; i < numbers.length; i++) {
        double number = random.nextDouble();
        numbers[i] =
            (float)
                switch (parameter.role()) {
                  case WEIGHT -> spread * (2 * number - 1);
                  case SCALE, RUNNING_VARIANCE -> 0.5 + number;
                  case BIAS, SHIFT, RUNNING_MEAN -> 0.2 * (number - 0.5);
                };
      }
      values.put(parameter.name(), numbers);
    }
    return new WeightedNetwork(network, input, values);
  }

  /** Images with values from 0 to 1. */
  static float[] images(int count, Shape input) {
    SplittableRandom random = new SplittableRandom(3);
    float[] images = new float[count * input.elements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextDouble();
    }
    return images;
  }
}
