package fovea.train;

import fovea.nn.Require;

/** The learning rate as a function of the progress of training. */
@FunctionalInterface
public interface Schedule {

  /**
   * The learning rate at a point of the training.
   *
   * @param epoch epochs completed, as a real number: 1.5 is the middle of the second epoch
   */
  double at(double epoch);

  /** A constant learning rate. */
  static Schedule constant(double rate) {
    Require.positive("learning rate", rate);
    return epoch -> rate;
  }

  /** Exponential decay: {@code rate * gamma^t} after t epochs. */
  static Schedule exponential(double rate, double gamma) {
    Require.positive("learning rate", rate);
    Require.that("gamma", gamma, gamma > 0 && gamma <= 1, "above 0 and at most 1");
    return epoch -> rate * Math.pow(gamma, epoch);
  }

  /** This schedule, updated only at the start of each epoch. */
  default Schedule perEpoch() {
    return epoch -> at(Math.floor(epoch));
  }

  /**
   * This schedule after a linear warm-up from 0 (Goyal et al. 2017, 2.2): {@code at(0) * t /
   * epochs} for t below {@code epochs}, and {@code at(t - epochs)} from there on, as with timm's
   * {@code warmup_prefix}.
   *
   * @param epochs length of the warm-up, 0 or more
   */
  default Schedule warmedUp(double epochs) {
    Require.that("warm-up", epochs, epochs >= 0 && Double.isFinite(epochs), "0 epochs or more");
    return epoch -> epoch >= epochs ? at(epoch - epochs) : at(0) * epoch / epochs;
  }
}
