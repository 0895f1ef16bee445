package fovea.train;

import fovea.nn.Require;

/**
 * Lowers the learning rate each time that the test accuracy no longer rises; PyTorch's
 * ReduceLROnPlateau, on accuracy.
 *
 * @param factor what the rate is multiplied by, above 0 and at most 1
 * @param patience epochs without a higher accuracy, since the best one or the last drop, after
 *     which it drops; above 0
 * @param lowest below which it does not go, 0 or more
 */
public record Plateau(double factor, double patience, double lowest) {

  /** The rate is left alone. */
  public static final Plateau NONE = new Plateau(1, Double.MAX_VALUE, 0);

  public Plateau {
    Require.that("plateau factor", factor, factor > 0 && factor <= 1, "above 0 and at most 1");
    Require.positive("plateau patience", patience);
    Require.that("lowest rate", lowest, lowest >= 0, "0 or more");
  }

  /** A schedule's rate after some drops. */
  double reduced(double rate, int drops) {
    return drops == 0 ? rate : Math.max(Math.min(rate, lowest), rate * Math.pow(factor, drops));
  }
}
