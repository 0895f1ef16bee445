package fovea.engine.reference;

/** Multiplication by a constant: y = factor * x, and so dx = factor * dy. */
final class Scaling implements Operation {

  private final double factor;

  Scaling(double factor) {
    this.factor = factor;
  }

  @Override
  public void forward(double[] x, double[] y, long key) {
    for (int e = 0; e < x.length; e++) {
      y[e] = factor * x[e];
    }
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    for (int e = 0; e < x.length; e++) {
      dx[e] = factor * dy[e];
    }
  }
}
