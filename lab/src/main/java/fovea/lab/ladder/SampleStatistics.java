package fovea.lab.ladder;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Size, mean and standard deviation of a sample.
 *
 * @param count sample size
 * @param mean sample mean; NaN for an empty sample
 * @param deviation sample standard deviation, with n - 1 in the denominator; NaN for fewer than two
 *     values
 */
public record SampleStatistics(int count, double mean, double deviation) {

  private static final double TAIL_PROBABILITY = 0.025;

  static SampleStatistics of(double... values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double squares = Arrays.stream(values).map(each -> (each - mean) * (each - mean)).sum();
    double deviation = values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
    return new SampleStatistics(values.length, mean, deviation);
  }

  /**
   * Half the width of the 95 % confidence interval of the mean, by Student's t distribution with n
   * - 1 degrees of freedom (Student 1908); NaN for fewer than two values.
   */
  public double marginOfError() {
    if (count < 2) {
      return Double.NaN;
    }
    double quantile = TDistribution.of(count - 1).inverseSurvivalProbability(TAIL_PROBABILITY);
    return quantile * deviation / Math.sqrt(count);
  }
}
