package fovea.train;

import fovea.nn.Require;

/**
 * Lowers the learning rate when the test accuracy stops improving, as PyTorch's {@code
 * ReduceLROnPlateau} with {@code mode="max"} and {@code threshold=0}. PyTorch's {@code patience}
 * counts the epochs that are tolerated, and is smaller by one.
 *
 * @param factor the factor of each drop, above 0 and at most 1
 * @param patience number of epochs without improvement, since the best one or the last drop, before
 *     a drop; above 0
 * @param lowest the lowest rate that drops lead to, 0 or more
 */
public record ReduceOnPlateau(double factor, double patience, double lowest) {

  /** Never lowers the rate. */
  public static final ReduceOnPlateau NONE = new ReduceOnPlateau(1, Double.MAX_VALUE, 0);

  public ReduceOnPlateau {
    Require.that("plateau factor", factor, factor > 0 && factor <= 1, "above 0 and at most 1");
    Require.positive("plateau patience", patience);
    Require.that("lowest rate", lowest, lowest >= 0, "0 or more");
  }

  /** The scheduled rate, reduced by a number of drops. */
  double reduced(double rate, int drops) {
    return drops == 0 ? rate : Math.max(Math.min(rate, lowest), rate * Math.pow(factor, drops));
  }
}
