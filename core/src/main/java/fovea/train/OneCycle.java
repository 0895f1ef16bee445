package fovea.train;

import fovea.nn.Require;

/**
 * One rise and one fall (Smith and Topin 2018) in the straight lines of the first paper: from
 * {@code peak / start} up to the peak in a share of the training, then down to {@code lowest}.
 *
 * @param peak the highest rate, above 0
 * @param epochs of the whole training
 * @param rise the share of the training that the rise takes, from 0 and below 1
 * @param start what the peak is divided by for the first rate, 1 or more
 * @param lowest the rate at the end, 0 or more and at most the peak
 */
public record OneCycle(double peak, double epochs, double rise, double start, double lowest)
    implements Schedule {

  public OneCycle {
    Require.positive("learning rate", peak);
    Require.positive("epochs", epochs);
    Require.share("rise", rise);
    Require.that("start divisor", start, start >= 1, "1 or more");
    Require.that("lowest rate", lowest, lowest >= 0 && lowest <= peak, "from 0 to the peak");
  }

  /** No rise: a straight line from the rate down to the lowest one. */
  public static Schedule linear(double rate, double lowest, double epochs) {
    return new OneCycle(rate, epochs, 0, 1, lowest);
  }

  @Override
  public double at(double epoch) {
    double done = Math.min(epoch / epochs, 1);
    return done < rise
        ? peak / start + (peak - peak / start) * done / rise
        : peak + (lowest - peak) * (done - rise) / (1 - rise);
  }
}
