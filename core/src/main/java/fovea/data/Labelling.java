package fovea.data;

import java.util.Arrays;

/**
 * Turns labels into probabilities, smoothed over all classes (Szegedy et al. 2016, section 7):
 * {@code 1 - s + s / K} for an image's own class of K, {@code s / K} for each other.
 *
 * @param smoothing s, from 0 and below 1
 */
public record Labelling(double smoothing) {

  /** Nothing but an image's own class. */
  public static final Labelling CERTAIN = new Labelling(0);

  public Labelling {
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
