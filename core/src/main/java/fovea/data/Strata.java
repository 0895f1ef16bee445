package fovea.data;

import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Stratified sampling: orders labelled images so that the first ones are spread over the classes.
 */
final class Strata {

  private Strata() {}

  /**
   * The images of a set, in an order in which any number of the first ones are spread over the
   * classes in proportion, and so are the last ones. The images of a class are in a pseudo-random
   * order; image k of a class with n of them has place k / n, and those of the same place are in a
   * pseudo-random order too.
   */
  static IntStream of(ImageSet images) {
    double[] places = places(images);
    long key = CounterBasedRandom.key(0, Purpose.SHUFFLE);
    return IntStream.range(0, images.size())
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(image -> places[image])
                .thenComparingLong(image -> CounterBasedRandom.bits(key, image)))
        .mapToInt(Integer::intValue);
  }

  /** The place of each image, from 0 to below 1. */
  private static double[] places(ImageSet images) {
    int[] counts = images.counts();
    int[][] orders = new int[counts.length][];
    for (int label = 0; label < counts.length; label++) {
      orders[label] = new int[counts[label]];
      CounterBasedRandom.permutation(
          orders[label], CounterBasedRandom.key(label + 1, Purpose.SHUFFLE));
    }
    int[] seen = new int[counts.length];
    double[] places = new double[images.size()];
    for (int image = 0; image < places.length; image++) {
      int label = images.label(image);
      places[image] = (double) orders[label][seen[label]++] / counts[label];
    }
    return places;
  }
}
