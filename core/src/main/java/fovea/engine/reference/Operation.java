package fovea.engine.reference;

/**
 * One layer at work on batches of one size. Activations and gradients are N x C x H x W, row-major:
 * the columns of a row lie side by side, then come the rows of a map, the maps of an image and the
 * images of the batch. What an operation writes it overwrites.
 */
interface Operation {

  /**
   * Computes what the layer makes of a batch.
   *
   * @param x the batch in front of the layer
   * @param y to be filled: the batch behind the layer
   * @param key the step's random key
   */
  void forward(double[] x, double[] y, long key);

  /**
   * Computes the gradients of the loss with respect to what the last forward pass was made of: the
   * input here, the layer's parameters in their {@link Weights}.
   *
   * @param x the input of the last forward pass
   * @param y its output
   * @param dy the gradient with respect to y
   * @param dx to be filled: the gradient with respect to x
   */
  void backward(double[] x, double[] y, double[] dy, double[] dx);
}
