package fovea.engine;

import static org.assertj.core.api.Assertions.assertThat;

/** How far the numbers of a precision may be from the right ones. */
enum Tolerance {
  /** The largest error over the largest magnitude of the tensor. */
  F32(1e-4, 0.03) {
    @Override
    double error(float[] actual, float[] expected, double floor) {
      double error = 0;
      for (int i = 0; i < expected.length; i++) {
        error = Math.max(error, Math.abs((double) actual[i] - expected[i]));
      }
      return error / Math.max(largest(expected), floor);
    }

    @Override
    double ofGradients(int edges) {
      return 1e-4;
    }
  },

  /** The sum of squared errors over the sum of squares. */
  BF16(1e-3, 0.1) {
    @Override
    double error(float[] actual, float[] expected, double floor) {
      double errors = 0;
      double squares = 0;
      for (int i = 0; i < expected.length; i++) {
        errors += Math.pow((double) actual[i] - expected[i], 2);
        squares += Math.pow(expected[i], 2);
      }
      return errors / Math.max(squares, expected.length * floor * floor);
    }

    @Override
    double ofGradients(int edges) {
      return 0.02 * (1 + edges);
    }
  };

  private final double ofValues;
  private final double noise;

  Tolerance(double ofValues, double noise) {
    this.ofValues = ofValues;
    this.noise = noise;
  }

  static Tolerance of(Precision precision) {
    return valueOf(precision.name());
  }

  /** The error; numbers below the floor count as if they were that large. */
  abstract double error(float[] actual, float[] expected, double floor);

  /**
   * The error that a gradient may have after so many edges: rectifiers and max pools, where a
   * number that rounding puts on the other side takes its whole gradient with it. With the 8 bits
   * of a bfloat16 that is about one number in two hundred at each of them.
   */
  abstract double ofGradients(int edges);

  /** Whether numbers are near enough to the right ones. */
  boolean holds(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    return error(actual, expected, 0) <= ofValues;
  }

  /**
   * Whether a gradient is near enough to the right one.
   *
   * @param largest the largest number in any gradient of the network: far below it is noise, as in
   *     the gradient of a bias before a batch normalisation, which is zero but for rounding
   * @param edges how many rectifiers and max pools the network has
   */
  boolean holds(float[] actual, float[] expected, double largest, int edges) {
    assertThat(actual).hasSameSizeAs(expected);
    return error(actual, expected, noise * largest) <= ofGradients(edges);
  }

  static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
