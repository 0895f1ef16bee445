package fovea.engine.reference;

/** ReLU: y = max(x, 0). Its derivative is 1 for x above 0, and 0 otherwise. */
final class RectifiedLinearUnit implements Operation {

  @Override
  public void forward(double[] x, double[] y, long key) {
    for (int e = 0; e < x.length; e++) {
      y[e] = Math.max(x[e], 0);
    }
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    for (int e = 0; e < x.length; e++) {
      dx[e] = x[e] > 0 ? dy[e] : 0;
    }
  }
}
