package fovea.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The result of a learning-rate range test: the loss as a function of a learning rate that rises
 * from step to step (Smith 2017, section 3.3).
 *
 * @param samples the steps, in order; at least one
 */
public record LearningRates(List<Sample> samples) {

  /** Decay rate of the exponential moving average of the loss. */
  private static final double SMOOTHING = 0.95;

  /** Ratio of the smoothed loss to its minimum above which the training has diverged. */
  private static final double DIVERGENCE = 3;

  /** Number of initial steps that are ignored, because the average is still unreliable. */
  private static final int IGNORED_STEPS = 10;

  /** The fall of the smoothed loss, as a fraction, below which nothing is suggested. */
  private static final double MIN_FALL = 0.05;

  /** Safety divisor of the rate with the lowest loss. */
  private static final double MARGIN = 10;

  /**
   * One step.
   *
   * @param rate the learning rate
   * @param loss the loss of the batch, before the weights are updated
   * @param smoothed the exponential moving average of the losses up to this step, bias-corrected
   */
  public record Sample(double rate, double loss, double smoothed) {}

  public LearningRates {
    samples = List.copyOf(samples);
    if (samples.isEmpty()) {
      throw new IllegalArgumentException(
          "the loss is not finite at the first rate: begin at a lower one, or normalise the"
              + " images");
    }
  }

  /** Records the steps of a test until the training diverges. */
  static final class Recording {
    private final List<Sample> samples = new ArrayList<>();
    private double mean;
    private double lowest = Double.MAX_VALUE;

    /**
     * Records a step.
     *
     * @return whether the training has diverged, so that the test should end
     */
    boolean add(double rate, double loss) {
      if (!Double.isFinite(loss)) {
        return true;
      }
      mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
      double smoothed = mean / (1 - Math.pow(SMOOTHING, samples.size() + 1.0));
      samples.add(new Sample(rate, loss, smoothed));
      lowest = Math.min(lowest, smoothed);
      return smoothed > DIVERGENCE * lowest;
    }

    LearningRates done() {
      return new LearningRates(samples);
    }
  }

  /**
   * A suggested learning rate: the geometric mean of the rate at which the loss falls most steeply
   * on the logarithmic axis, and a tenth of the rate at which the loss is lowest. The former is
   * often too high for a whole training, the latter too low.
   *
   * @return empty if the smoothed loss fell by less than 5 %: then its slope is mostly noise
   */
  public OptionalDouble suggestion() {
    if (fall() < MIN_FALL) {
      return OptionalDouble.empty();
    }
    double steepest = 0;
    double rate = 0;
    for (int i = IGNORED_STEPS; i < samples.indexOf(lowest()); i++) {
      double width = Math.log(samples.get(i + 1).rate() / samples.get(i - 1).rate());
      double slope = (samples.get(i + 1).smoothed() - samples.get(i - 1).smoothed()) / width;
      if (slope < steepest) {
        steepest = slope;
        rate = samples.get(i).rate();
      }
    }
    return rate == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.sqrt(rate * lowest().rate() / MARGIN));
  }

  /**
   * The fraction by which the smoothed loss fell from the first steps to its lowest, from 0 to 1.
   */
  public double fall() {
    double start = samples.get(Math.min(IGNORED_STEPS, samples.size()) - 1).smoothed();
    return Math.max(0, 1 - lowest().smoothed() / start);
  }

  /** The step with the lowest smoothed loss. */
  public Sample lowest() {
    Sample lowest = samples.get(Math.min(IGNORED_STEPS, samples.size() - 1));
    for (Sample sample : samples.subList(Math.min(IGNORED_STEPS, samples.size()), samples.size())) {
      lowest = sample.smoothed() < lowest.smoothed() ? sample : lowest;
    }
    return lowest;
  }
}
