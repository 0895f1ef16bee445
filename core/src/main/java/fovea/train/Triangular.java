package fovea.train;

import fovea.nn.Require;

/**
 * A rate that rises and falls evenly, again and again (Smith 2017, section 3.2).
 *
 * @param lowest the rate at the start, above 0 and at most the highest
 * @param highest the rate after half a period
 * @param period epochs of a rise and a fall, above 0
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
