package fovea.lab.baseline;

import java.util.List;
import org.ddogleg.clustering.ConfigKMeans;
import org.ddogleg.clustering.FactoryClustering;
import org.ddogleg.clustering.KMeansInitializers;
import org.ddogleg.clustering.kmeans.StandardKMeans;
import org.ddogleg.clustering.misc.ListAccessor;

/**
 * The centres that k-means finds (Lloyd 1982), from a k-means++ start (Arthur and Vassilvitskii
 * 2007). The library does it.
 */
final class Centroids {

  /** Points a thread at least. */
  private static final int CONCURRENT = 1000;

  private Centroids() {}

  /**
   * Finds centres.
   *
   * @param points all of one length
   * @param count how many centres, at most as many as points
   * @param iterations of Lloyd's at most
   * @return the centres, a row each
   */
  static float[][] of(List<double[]> points, int count, int iterations, long seed) {
    int elements = points.get(0).length;
    ConfigKMeans config = new ConfigKMeans();
    config.initializer = KMeansInitializers.PLUS_PLUS;
    config.maxIterations = iterations;
    config.reseedAfterIterations = iterations;
    config.maxReSeed = 0;
    config.convergeTol = 1e-4;
    StandardKMeans<double[]> means =
        FactoryClustering.kMeans_MT(config, elements, CONCURRENT, double[].class);
    means.initialize(seed);
    means.process(
        new ListAccessor<>(
            points, (from, to) -> System.arraycopy(from, 0, to, 0, elements), double[].class),
        count);
    return means.getBestClusters().toList().stream()
        .map(Centroids::rounded)
        .toArray(float[][]::new);
  }

  private static float[] rounded(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
