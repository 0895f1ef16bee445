package fovea.interchange;

import fovea.data.ChannelNormalization;
import fovea.interchange.Step.Affine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects the arithmetic that a graph begins with as {@code (x - mean) / deviation}. */
final class Normalizing {

  private final int range;
  private final double[] mean;
  private final double[] deviation;

  /**
   * @param range the largest value of the graph's image
   */
  Normalizing(int channels, int range) {
    this.range = range;
    mean = new double[channels];
    deviation = new double[channels];
    Arrays.fill(deviation, 1);
  }

  /**
   * Adds one operation.
   *
   * @throws IOException if its constant is not one number for each channel
   */
  void apply(String node, Affine affine) throws IOException {
    if (!affine.constant().isPerChannel(mean.length)) {
      throw new IOException(
          "node %s: its constant has the shape %s, not one number for each of %s channels"
              .formatted(node, affine.constant().dims(), mean.length));
    }
    for (int i = 0; i < mean.length; i++) {
      double constant = affine.constant().channel(i);
      if (affine.scales()) {
        deviation[i] = affine.inverse() ? deviation[i] * constant : deviation[i] / constant;
      } else {
        mean[i] += (affine.inverse() ? constant : -constant) * deviation[i];
      }
    }
  }

  /**
   * The normalisation of values from 0 to 1.
   *
   * @throws IOException if it divides by a number that is not above 0
   */
  ChannelNormalization channels() throws IOException {
    List<Float> means = new ArrayList<>();
    List<Float> deviations = new ArrayList<>();
    for (int i = 0; i < mean.length; i++) {
      means.add((float) (mean[i] / range));
      deviations.add((float) (deviation[i] / range));
    }
    try {
      return new ChannelNormalization(means, deviations);
    } catch (IllegalArgumentException e) {
      throw new IOException("its normalisation: " + e.getMessage(), e);
    }
  }
}
