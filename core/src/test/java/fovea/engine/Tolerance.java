package fovea.engine;

import static org.assertj.core.api.Assertions.assertThat;

/** How far the numbers of a precision may be from the right ones. */
enum Tolerance {
  F32(1e-4),
  BF16(1e-2);

  /**
   * In F32 the largest error over the largest magnitude of the tensor, in BF16 the sum of squared
   * errors over the sum of squares.
   */
  private final double allowed;

  Tolerance(double allowed) {
    this.allowed = allowed;
  }

  static Tolerance of(Precision precision) {
    return valueOf(precision.name());
  }

  /** Whether numbers are near enough to the right ones. */
  boolean holds(float[] actual, float[] expected) {
    return holds(actual, expected, 0);
  }

  /**
   * Whether numbers are near enough to the right ones.
   *
   * @param floor a magnitude below which numbers count as noise: some gradients, such as that of a
   *     bias in front of a batch normalisation, are zero but for rounding
   */
  boolean holds(float[] actual, float[] expected, double floor) {
    assertThat(actual).hasSameSizeAs(expected);
    double error =
        this == BF16 ? squared(actual, expected, floor) : largest(actual, expected, floor);
    return error <= allowed;
  }

  private static double largest(float[] actual, float[] expected, double floor) {
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      error = Math.max(error, Math.abs((double) actual[i] - expected[i]));
    }
    return error / Math.max(largest(expected), floor);
  }

  private static double squared(float[] actual, float[] expected, double floor) {
    double errors = 0;
    double squares = 0;
    for (int i = 0; i < expected.length; i++) {
      errors += Math.pow((double) actual[i] - expected[i], 2);
      squares += Math.pow(expected[i], 2);
    }
    return errors / Math.max(squares, expected.length * floor * floor);
  }

  static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
