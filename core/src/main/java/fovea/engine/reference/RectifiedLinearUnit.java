package fovea.engine.reference;

/**
 * ReLU, which may have a ceiling: y = min(max(x, 0), ceiling). Its derivative is 1 for x between 0
 * and the ceiling, and 0 otherwise.
 */
final class RectifiedLinearUnit implements Operation {

  private final double ceiling;

  private RectifiedLinearUnit(double ceiling) {
    this.ceiling = ceiling;
  }

  static RectifiedLinearUnit unbounded() {
    return new RectifiedLinearUnit(Double.POSITIVE_INFINITY);
  }

  static RectifiedLinearUnit upTo(double ceiling) {
    return new RectifiedLinearUnit(ceiling);
  }

  @Override
  public void forward(double[] x, double[] y, long key) {
    for (int e = 0; e < x.length; e++) {
      y[e] = Math.min(Math.max(x[e], 0), ceiling);
    }
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    for (int e = 0; e < x.length; e++) {
      dx[e] = x[e] > 0 && x[e] < ceiling ? dy[e] : 0;
    }
  }
}
