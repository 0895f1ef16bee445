package fovea.train;

import fovea.nn.Require;

/**
 * The triangular cyclical learning rate: rises and falls linearly, periodically (Smith 2017,
 * section 3.2).
 *
 * @param lowest the rate at the start of a period, 0 or more and at most the highest
 * @param highest the rate in the middle of a period, above 0
 * @param period length of a period, a rise and a fall, in epochs; above 0
 */
public record Triangular(double lowest, double highest, double period) implements Schedule {

  public Triangular {
    Require.positive("learning rate", highest);
    Require.that("lowest rate", lowest, lowest >= 0 && lowest <= highest, "from 0 to the highest");
    Require.positive("period", period);
  }

  @Override
  public double at(double epoch) {
    double into = epoch / period - Math.floor(epoch / period);
    return lowest + (highest - lowest) * (1 - Math.abs(2 * into - 1));
  }
}
