package fovea.data;

import fovea.nn.CounterBasedRandom;
import org.apache.commons.statistics.distribution.BetaDistribution;

/** Draws from the distribution Beta(alpha, alpha), by means of a table of its quantiles. */
final class BetaSampler {

  private static final int QUANTILES = 4096;

  private final float[] quantiles = new float[QUANTILES];

  /**
   * @param name the method that alpha belongs to, for messages
   * @param alpha above 0 and at most 100: small values give draws near 0 and 1; 1 gives the uniform
   *     distribution
   */
  BetaSampler(String name, double alpha) {
    if (!(alpha > 0 && alpha <= 100)) {
      throw new IllegalArgumentException(
          "%s alpha is %s: it must be above 0 and at most 100".formatted(name, alpha));
    }
    BetaDistribution beta = BetaDistribution.of(alpha, alpha);
    for (int i = 0; i < QUANTILES; i++) {
      quantiles[i] = (float) beta.inverseCumulativeProbability((i + 0.5) / QUANTILES);
    }
  }

  /** A number between 0 and 1, determined by a {@link CounterBasedRandom} key and position. */
  float draw(long key, long position) {
    return quantiles[CounterBasedRandom.below(QUANTILES, key, position)];
  }

  /** Mixes the targets of two images: each keeps {@code lambda} of its own. */
  static void mixTargets(float[] targets, int classes, int one, int other, float lambda) {
    for (int j = 0; j < classes; j++) {
      float first = targets[one * classes + j];
      float second = targets[other * classes + j];
      targets[one * classes + j] = lambda * first + (1 - lambda) * second;
      targets[other * classes + j] = lambda * second + (1 - lambda) * first;
    }
  }
}
