package fovea.lab.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a network is right as often as it says: images by the probability of the class that they
 * are taken for, in bins of equal width (Guo et al. 2017, section 2).
 *
 * @param bins from the least confident to the most
 */
record Calibration(List<Bin> bins) {

  /** As many as in that paper. */
  static final int BINS = 15;

  /**
   * Images of about the same confidence.
   *
   * @param from the lowest confidence
   * @param to the highest
   * @param images how many there are
   * @param confidence their mean confidence; NaN if there are none
   * @param accuracy the share that is right; NaN if there are none
   */
  record Bin(double from, double to, int images, double confidence, double accuracy) {}

  Calibration {
    bins = List.copyOf(bins);
  }

  static Calibration of(Predictions predictions) {
    int[] counts = new int[BINS];
    int[] right = new int[BINS];
    double[] confidences = new double[BINS];
    for (int image = 0; image < predictions.size(); image++) {
      double confidence = predictions.confidence(image);
      int bin = Math.max(0, (int) Math.ceil(confidence * BINS) - 1);
      bin = Math.min(bin, BINS - 1);
      counts[bin]++;
      confidences[bin] += confidence;
      right[bin] += predictions.right(image) ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      bins.add(
          new Bin(
              (double) i / BINS,
              (double) (i + 1) / BINS,
              counts[i],
              confidences[i] / counts[i],
              (double) right[i] / counts[i]));
    }
    return new Calibration(bins);
  }

  private int images() {
    return bins.stream().mapToInt(Bin::images).sum();
  }

  /** The expected calibration error (equation 3): the mean of |accuracy - confidence|. */
  double error() {
    return bins.stream()
            .filter(bin -> bin.images() > 0)
            .mapToDouble(bin -> bin.images() * Math.abs(bin.accuracy() - bin.confidence()))
            .sum()
        / images();
  }
}
