package fovea.lab.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * A reliability diagram: accuracy against confidence, the probability of the predicted class, in
 * bins of equal width (Guo et al. 2017, section 2).
 *
 * @param bins the bins, by ascending confidence
 */
public record Calibration(List<Bin> bins) {

  /** The number of bins, the paper's. */
  static final int BINS = 15;

  /**
   * Images of similar confidence.
   *
   * @param from lower bound of the confidence, exclusive but for the first bin
   * @param to upper bound of the confidence, inclusive
   * @param images number of images
   * @param confidence mean confidence; NaN if the bin is empty
   * @param accuracy fraction classified correctly; NaN if the bin is empty
   */
  public record Bin(double from, double to, int images, double confidence, double accuracy) {}

  public Calibration {
    bins = List.copyOf(bins);
  }

  /** Sorts predictions into bins. */
  public static Calibration of(Predictions predictions) {
    int[] counts = new int[BINS];
    int[] correct = new int[BINS];
    double[] confidences = new double[BINS];
    for (int image = 0; image < predictions.size(); image++) {
      double confidence = predictions.confidence(image);
      int bin = Math.max(0, (int) Math.ceil(confidence * BINS) - 1);
      bin = Math.min(bin, BINS - 1);
      counts[bin]++;
      confidences[bin] += confidence;
      correct[bin] += predictions.correct(image) ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      bins.add(
          new Bin(
              (double) i / BINS,
              (double) (i + 1) / BINS,
              counts[i],
              confidences[i] / counts[i],
              (double) correct[i] / counts[i]));
    }
    return new Calibration(bins);
  }

  private int images() {
    return bins.stream().mapToInt(Bin::images).sum();
  }

  /**
   * The expected calibration error (equation 3): the mean of |accuracy - confidence|, weighted by
   * the size of the bins.
   */
  public double error() {
    return bins.stream()
            .filter(bin -> bin.images() > 0)
            .mapToDouble(bin -> bin.images() * Math.abs(bin.accuracy() - bin.confidence()))
            .sum()
        / images();
  }
}
