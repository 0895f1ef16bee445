package fovea.train;

import fovea.nn.Require;

/**
 * Half a cosine from the rate down to a lowest one, and again with longer and longer periods
 * (Loshchilov and Hutter 2017, equation 5): {@code lowest + (rate - lowest) (1 + cos(pi t / T)) /
 * 2} for t epochs into a period of T.
 *
 * @param rate the rate at a period's start, above 0
 * @param lowest the rate at a period's end, 0 or more and at most the rate
 * @param period epochs of the first period
 * @param growth what each period is longer than the one before by, 1 or more
 */
public record Cosine(double rate, double lowest, double period, double growth) implements Schedule {

  public Cosine {
    Require.positive("learning rate", rate);
    Require.that("lowest rate", lowest, lowest >= 0 && lowest <= rate, "from 0 to the rate");
    Require.positive("period", period);
    Require.that("growth of periods", growth, growth >= 1, "1 or more");
  }

  /** One period, and the lowest rate from then on. */
  public static Schedule once(double rate, double lowest, double epochs) {
    Cosine cosine = new Cosine(rate, lowest, epochs, 1);
    return epoch -> epoch >= epochs ? lowest : cosine.at(epoch);
  }

  @Override
  public double at(double epoch) {
    double length = period;
    double into = epoch;
    while (into >= length) {
      into -= length;
      length *= growth;
    }
    return lowest + (rate - lowest) * (1 + Math.cos(Math.PI * into / length)) / 2;
  }
}
