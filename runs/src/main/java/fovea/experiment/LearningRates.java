package fovea.experiment;

import java.util.ArrayList;
import java.util.List;

/**
 * The result of a learning-rate range test: loss against a rate that rises from step to step (Smith
 * 2017, section 3.3).
 *
 * @param samples the steps, in their order
 */
public record LearningRates(List<Sample> samples) {

  /** How much of the running mean each step keeps. */
  private static final double SMOOTHING = 0.95;

  /** Where the loss is this much above its lowest, the rate is far too high. */
  private static final double DIVERGED = 3;

  /** Steps at the start whose mean says little yet. */
  private static final int UNSETTLED = 10;

  /** How far below the rate of the lowest loss one is safe. */
  private static final double MARGIN = 10;

  /**
   * One step.
   *
   * @param rate its learning rate
   * @param loss the loss of its batch, before it
   * @param smoothed the running mean of the losses until then
   */
  public record Sample(double rate, double loss, double smoothed) {}

  public LearningRates {
    samples = List.copyOf(samples);
  }

  /** Takes the losses one by one, until there have been enough. */
  static final class Recording {
    private final List<Sample> samples = new ArrayList<>();
    private double mean;
    private double lowest = Double.MAX_VALUE;

    /**
     * Takes a step.
     *
     * @return whether the loss has left all bounds, so that no more is to be learned
     */
    boolean add(double rate, double loss) {
      if (!Double.isFinite(loss)) {
        return true;
      }
      mean = SMOOTHING * mean + (1 - SMOOTHING) * loss;
      double smoothed = mean / (1 - Math.pow(SMOOTHING, samples.size() + 1.0));
      samples.add(new Sample(rate, loss, smoothed));
      lowest = Math.min(lowest, smoothed);
      return smoothed > DIVERGED * lowest;
    }

    LearningRates done() {
      return new LearningRates(samples);
    }
  }

  /**
   * A rate halfway, on the logarithmic axis, between that at which the loss falls fastest per
   * factor of the rate and a tenth of that at which it is lowest: the first is often too bold for a
   * whole training, the second timid.
   *
   * @throws IllegalStateException if the loss never fell
   */
  public double suggestion() {
    double steepest = 0;
    double rate = 0;
    for (int i = UNSETTLED; i < samples.indexOf(lowest()); i++) {
      double width = Math.log(samples.get(i + 1).rate() / samples.get(i - 1).rate());
      double slope = (samples.get(i + 1).smoothed() - samples.get(i - 1).smoothed()) / width;
      if (slope < steepest) {
        steepest = slope;
        rate = samples.get(i).rate();
      }
    }
    if (rate == 0) {
      throw new IllegalStateException(
          "the loss never fell: begin at a lower rate, or let the rates rise more slowly");
    }
    return Math.sqrt(rate * lowest().rate() / MARGIN);
  }

  /** The step with the lowest smoothed loss. */
  public Sample lowest() {
    Sample lowest = samples.get(Math.min(UNSETTLED, samples.size() - 1));
    for (Sample sample : samples.subList(Math.min(UNSETTLED, samples.size()), samples.size())) {
      lowest = sample.smoothed() < lowest.smoothed() ? sample : lowest;
    }
    return lowest;
  }
}
