package fovea.engine.reference;

/**
 * The inner loops of convolutions and fully connected layers, on array elements at a fixed step.
 * The case of step 1 has a loop of its own that the JIT compiler vectorises.
 */
final class StridedVectors {

  private StridedVectors() {}

  /** Computes y[i] += factor * x[i] for {@code count} elements. */
  static void axpy(
      double factor,
      double[] x,
      int xStart,
      int xStep,
      double[] y,
      int yStart,
      int yStep,
      int count) {
    if (xStep == 1 && yStep == 1) {
      for (int i = 0; i < count; i++) {
        y[yStart + i] += factor * x[xStart + i];
      }
    } else {
      for (int i = 0; i < count; i++) {
        y[yStart + i * yStep] += factor * x[xStart + i * xStep];
      }
    }
  }

  /** The dot product: the sum of x[i] * y[i] over {@code count} elements; y has step 1. */
  static double dot(double[] x, int xStart, int xStep, double[] y, int yStart, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += x[xStart + i * xStep] * y[yStart + i];
    }
    return sum;
  }
}
