package fovea.data;

import fovea.nn.CountedRandom;
import org.apache.commons.statistics.distribution.BetaDistribution;

/** Shares between 0 and 1 with the distribution Beta(alpha, alpha), from a table of quantiles. */
final class Shares {

  private static final int QUANTILES = 4096;

  private final float[] quantiles = new float[QUANTILES];

  /**
   * @param name what alpha belongs to
   * @param alpha above 0: small values give shares near 0 and 1, 1 gives any alike
   */
  Shares(String name, double alpha) {
    if (!(alpha > 0 && alpha <= 100)) {
      throw new IllegalArgumentException(
          "%s alpha is %s: it must be above 0 and at most 100".formatted(name, alpha));
    }
    BetaDistribution beta = BetaDistribution.of(alpha, alpha);
    for (int i = 0; i < QUANTILES; i++) {
      quantiles[i] = (float) beta.inverseCumulativeProbability((i + 0.5) / QUANTILES);
    }
  }

  float draw(long key, long position) {
    return quantiles[CountedRandom.below(QUANTILES, key, position)];
  }

  /** Mixes the rows of two images: each keeps its share of its own. */
  static void mixRows(float[] targets, int classes, int one, int other, float share) {
    for (int j = 0; j < classes; j++) {
      float first = targets[one * classes + j];
      float second = targets[other * classes + j];
      targets[one * classes + j] = share * first + (1 - share) * second;
      targets[other * classes + j] = share * second + (1 - share) * first;
    }
  }
}
