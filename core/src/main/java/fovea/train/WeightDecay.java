package fovea.train;

import fovea.nn.Require;

/**
 * The pull of parameters towards zero.
 *
 * @param rate how strong; 0 for none
 * @param decoupled whether it acts on the parameter itself, {@code w = w (1 - learningRate rate)}
 *     (Loshchilov and Hutter 2019, algorithm 2), and not on the gradient, {@code g = g + rate w}
 * @param weightsOnly whether it spares biases, and scales and shifts of normalisations
 */
public record WeightDecay(double rate, boolean decoupled, boolean weightsOnly) {

  /** No pull. */
  public static final WeightDecay NONE = new WeightDecay(0, false, false);

  public WeightDecay {
    Require.that("weight decay", rate, rate >= 0 && Double.isFinite(rate), "0 or more");
  }

  /** Added to the gradients of all parameters, as PyTorch's SGD and Adam do. */
  public static WeightDecay coupled(double rate) {
    return new WeightDecay(rate, false, false);
  }
}
