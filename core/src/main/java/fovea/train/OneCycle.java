package fovea.train;

import fovea.nn.Require;

/**
 * The one-cycle policy (Smith and Topin 2018) with the linear phases of the paper: the learning
 * rate rises from {@code peak / start} to the peak, then falls to {@code lowest}.
 *
 * @param peak the highest learning rate, above 0
 * @param epochs length of the training, above 0
 * @param rise the fraction of the training in which the rate rises, 0 or more and below 1
 * @param start the ratio of the peak to the initial rate, at least 1
 * @param lowest the final rate, 0 or more and at most the peak
 */
public record OneCycle(double peak, double epochs, double rise, double start, double lowest)
    implements Schedule {

  public OneCycle {
    Require.positive("learning rate", peak);
    Require.positive("epochs", epochs);
    Require.fraction("rise", rise);
    Require.that("start divisor", start, start >= 1, "1 or more");
    Require.that("lowest rate", lowest, lowest >= 0 && lowest <= peak, "from 0 to the peak");
  }

  /** Linear decay from the rate to the lowest one, without a rising phase. */
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
