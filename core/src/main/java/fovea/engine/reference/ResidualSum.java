package fovea.engine.reference;

/**
 * A residual block: y = body(x) + shortcut(x). In the backward pass, both paths receive dy, and dx
 * is the sum of their gradients.
 */
final class ResidualSum implements Operation {

  private final Operation body;
  private final Operation shortcut;
  private final double[] bodyOutput;
  private final double[] shortcutOutput;
  private final double[] bodyGradient;
  private final double[] shortcutGradient;

  /**
   * Creates the operation of a residual block.
   *
   * @param inputs number of elements in a batch of the block's inputs
   * @param outputs number of elements in a batch of the block's outputs
   */
  ResidualSum(Operation body, Operation shortcut, int inputs, int outputs) {
    this.body = body;
    this.shortcut = shortcut;
    this.bodyOutput = new double[outputs];
    this.shortcutOutput = new double[outputs];
    this.bodyGradient = new double[inputs];
    this.shortcutGradient = new double[inputs];
  }

  @Override
  public void forward(double[] x, double[] y, long key) {
    body.forward(x, bodyOutput, key);
    shortcut.forward(x, shortcutOutput, key);
    add(bodyOutput, shortcutOutput, y);
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    body.backward(x, bodyOutput, dy, bodyGradient);
    shortcut.backward(x, shortcutOutput, dy, shortcutGradient);
    add(bodyGradient, shortcutGradient, dx);
  }

  private static void add(double[] a, double[] b, double[] sum) {
    for (int e = 0; e < sum.length; e++) {
      sum[e] = a[e] + b[e];
    }
  }
}
