package fovea.train;

import fovea.nn.Require;

/**
 * Weight decay: L2 regularisation through the gradient, or decoupled from it.
 *
 * @param rate the strength; 0 for none
 * @param decoupled whether it shrinks the parameter itself, {@code w = w (1 - learningRate rate)}
 *     (Loshchilov and Hutter 2019, algorithm 2), instead of adding to the gradient, {@code g = g +
 *     rate w}
 * @param weightsOnly whether biases, and the scales and shifts of normalisations, are excluded
 */
public record WeightDecay(double rate, boolean decoupled, boolean weightsOnly) {

  /** No weight decay. */
  public static final WeightDecay NONE = new WeightDecay(0, false, false);

  public WeightDecay {
    Require.that("weight decay", rate, rate >= 0 && Double.isFinite(rate), "0 or more");
  }

  /** Weight decay added to the gradients of all parameters, as in PyTorch's SGD and Adam. */
  public static WeightDecay coupled(double rate) {
    return new WeightDecay(rate, false, false);
  }
}
