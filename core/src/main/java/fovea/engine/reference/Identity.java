package fovea.engine.reference;

/** The identity: flattening, dropout in evaluation mode, or a shortcut without layers. */
final class Identity implements Operation {

  @Override
  public void forward(double[] x, double[] y, long key) {
    System.arraycopy(x, 0, y, 0, x.length);
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    System.arraycopy(dy, 0, dx, 0, dy.length);
  }
}
