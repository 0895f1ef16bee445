package fovea.engine.reference;

/**
 * GELU: y = x * P(x), where P is the standard normal distribution function. Its derivative is P(x)
 * + x * p(x), where p is the density of that distribution.
 */
final class GaussianErrorLinearUnit implements Operation {

  private static final double ROOT_2_PI = Math.sqrt(2 * Math.PI);

  @Override
  public void forward(double[] x, double[] y, long key) {
    for (int e = 0; e < x.length; e++) {
      y[e] = x[e] * cumulative(x[e]);
    }
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    for (int e = 0; e < x.length; e++) {
      dx[e] = dy[e] * (cumulative(x[e]) + x[e] * density(x[e]));
    }
  }

  /**
   * The standard normal distribution function, computed by the series of Marsaglia ("Evaluating the
   * normal distribution", Journal of Statistical Software 11(4), 2004): 1/2 + p(x) * (x + x^3 / 3 +
   * x^5 / (3 * 5) + ...). All terms have the same sign, so there is no cancellation, and errors
   * stay below 1e-15.
   */
  static double cumulative(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (Math.abs(x) > 9) { // within 1e-18 of 0 or 1
      return x > 0 ? 1 : 0;
    }
    double sum = 0;
    double term = x;
    for (int odd = 3; sum + term != sum; odd += 2) {
      sum += term;
      term *= x * x / odd;
    }
    return 0.5 + sum * density(x);
  }

  /** The density of the standard normal distribution. */
  private static double density(double x) {
    return Math.exp(-x * x / 2) / ROOT_2_PI;
  }
}
