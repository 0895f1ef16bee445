package fovea.engine.reference;

/**
 * The two loops in which the engine spends its time, over elements that lie a step apart. Written
 * apart so that the compiler makes vector instructions of the step 1.
 */
final class StridedVectors {

  private StridedVectors() {}

  /** y[i] += factor * x[i], for count elements. */
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

  /** The sum of x[i] * y[i], for count elements; the elements of y lie side by side. */
  static double dot(double[] x, int xStart, int xStep, double[] y, int yStart, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += x[xStart + i * xStep] * y[yStart + i];
    }
    return sum;
  }
}
