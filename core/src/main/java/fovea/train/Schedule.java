package fovea.train;

/** The learning rate as a function of the progress of training. */
@FunctionalInterface
public interface Schedule {

  /**
   * The learning rate.
   *
   * @param epoch epochs done, as a real number: 1.5 is the middle of the second epoch
   */
  double at(double epoch);

  /**
   * The same rate throughout.
   *
   * @throws IllegalArgumentException if the rate is not above 0
   */
  static Schedule constant(double rate) {
    requireRate(rate);
    return epoch -> rate;
  }

  /**
   * {@code rate * gamma^t} in epoch t, counted from 0.
   *
   * @throws IllegalArgumentException if the rate is not above 0, or gamma not above 0 and at most 1
   */
  static Schedule exponential(double rate, double gamma) {
    requireRate(rate);
    if (!(gamma > 0 && gamma <= 1)) {
      throw new IllegalArgumentException(
          "gamma is %s: it must be above 0 and at most 1".formatted(gamma));
    }
    return epoch -> rate * Math.pow(gamma, Math.floor(epoch));
  }

  private static void requireRate(double rate) {
    if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("learning rate is %s: it must be above 0".formatted(rate));
    }
  }
}
