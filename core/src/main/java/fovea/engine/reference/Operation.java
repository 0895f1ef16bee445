package fovea.engine.reference;

/**
 * The forward and backward computation of a layer, on batches of one size. Activations and
 * gradients are N x C x H x W, row-major: element (n, c, h, w) has index ((n * C + c) * H + h) * W
 * + w. Results overwrite the previous contents of their arrays.
 */
interface Operation {

  /**
   * Computes the layer's output.
   *
   * @param x the layer's input
   * @param y receives the layer's output
   * @param key the random key of the step
   */
  void forward(double[] x, double[] y, long key);

  /**
   * Computes the gradients of the loss with respect to the layer's input and its parameters; the
   * latter are stored in their {@link Weights}.
   *
   * @param x the input of the last forward pass
   * @param y the output of the last forward pass
   * @param dy the gradient with respect to y
   * @param dx receives the gradient with respect to x
   */
  void backward(double[] x, double[] y, double[] dy, double[] dx);
}
