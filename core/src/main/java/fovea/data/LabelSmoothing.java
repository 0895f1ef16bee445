package fovea.data;

import java.util.Arrays;

/**
 * Label smoothing (Szegedy et al. 2016, section 7): turns labels into target probabilities, {@code
 * 1 - s + s / K} for the image's class and {@code s / K} for each of the other classes, of K.
 *
 * @param smoothing s, 0 or more and below 1
 */
public record LabelSmoothing(double smoothing) {

  /** No smoothing: one-hot targets. */
  public static final LabelSmoothing NONE = new LabelSmoothing(0);

  public LabelSmoothing {
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing is %s: it must be 0 or more and below 1".formatted(smoothing));
    }
  }

  /** Fills the targets of a batch, N x classes. */
  void fill(int[] labels, int size, int classes, float[] targets) {
    float other = (float) (smoothing / classes);
    Arrays.fill(targets, 0, size * classes, other);
    for (int image = 0; image < size; image++) {
      targets[image * classes + labels[image]] = (float) (1 - smoothing + smoothing / classes);
    }
  }
}
