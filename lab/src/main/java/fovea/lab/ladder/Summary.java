package fovea.lab.ladder;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Some measured numbers in short.
 *
 * @param count how many they are
 * @param mean NaN of none
 * @param deviation the sample's standard deviation (divided by n - 1); NaN of fewer than two
 */
public record Summary(int count, double mean, double deviation) {

  private static final double TAIL = 0.025;

  static Summary of(double... values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double squares = Arrays.stream(values).map(each -> (each - mean) * (each - mean)).sum();
    double deviation = values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
    return new Summary(values.length, mean, deviation);
  }

  /**
   * Half the width of the 95 % confidence interval of the mean, by Student's t distribution with n
   * - 1 degrees of freedom (Student 1908); NaN of fewer than two numbers.
   */
  public double halfInterval() {
    if (count < 2) {
      return Double.NaN;
    }
    double quantile = TDistribution.of(count - 1).inverseSurvivalProbability(TAIL);
    return quantile * deviation / Math.sqrt(count);
  }
}
