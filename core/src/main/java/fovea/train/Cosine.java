package fovea.train;

import fovea.nn.Require;

/**
 * Cosine annealing with warm restarts (SGDR; Loshchilov and Hutter 2017, equation 5): {@code lowest
 * + (rate - lowest) (1 + cos(pi t / T)) / 2} after t epochs of a period of T epochs.
 *
 * @param rate the learning rate at the start of a period, above 0
 * @param lowest the learning rate at the end of a period, 0 or more and at most the rate
 * @param period length of the first period in epochs, above 0
 * @param growth ratio of the length of a period to that of the one before, at least 1
 */
public record Cosine(double rate, double lowest, double period, double growth) implements Schedule {

  public Cosine {
    Require.positive("learning rate", rate);
    Require.that("lowest rate", lowest, lowest >= 0 && lowest <= rate, "from 0 to the rate");
    Require.positive("period", period);
    Require.that("growth of periods", growth, growth >= 1, "1 or more");
  }

  /** Cosine annealing without restarts: the rate stays at the lowest after the given epochs. */
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
