package fovea.engine.reference;

/**
 * The inner loops of convolutions and fully connected layers: vector operations on array elements
 * with a stride. {@link #axpy} has a separate loop for stride 1, which the JIT compiler can
 * vectorise.
 */
final class StridedVectors {

  private StridedVectors() {}

  /** Computes y[i] += factor * x[i] for {@code count} elements. */
  static void axpy(
      double factor,
      double[] x,
      int xStart,
      int xStride,
      double[] y,
      int yStart,
      int yStride,
      int count) {
    if (xStride == 1 && yStride == 1) {
      for (int i = 0; i < count; i++) {
        y[yStart + i] += factor * x[xStart + i];
      }
    } else {
      for (int i = 0; i < count; i++) {
        y[yStart + i * yStride] += factor * x[xStart + i * xStride];
      }
    }
  }

  /** The dot product: the sum of x[i] * y[i] over {@code count} elements; y has stride 1. */
  static double dot(double[] x, int xStart, int xStride, double[] y, int yStart, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += x[xStart + i * xStride] * y[yStart + i];
    }
    return sum;
  }
}
