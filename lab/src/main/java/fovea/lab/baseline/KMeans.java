package fovea.lab.baseline;

import java.util.List;
import org.ddogleg.clustering.ConfigKMeans;
import org.ddogleg.clustering.FactoryClustering;
import org.ddogleg.clustering.KMeansInitializers;
import org.ddogleg.clustering.kmeans.StandardKMeans;
import org.ddogleg.clustering.misc.ListAccessor;

/**
 * K-means clustering (Lloyd 1982) with k-means++ initialisation (Arthur and Vassilvitskii 2007), by
 * BoofCV.
 */
final class KMeans {

  /** Minimum number of points per thread. */
  private static final int MIN_POINTS_PER_THREAD = 1000;

  private KMeans() {}

  /**
   * Clusters points.
   *
   * @param points vectors of equal length
   * @param count number of clusters, at most the number of points
   * @param iterations maximum number of iterations
   * @return the centroids, one per row
   */
  static float[][] centroids(List<double[]> points, int count, int iterations, long seed) {
    int elements = points.get(0).length;
    ConfigKMeans config = new ConfigKMeans();
    config.initializer = KMeansInitializers.PLUS_PLUS;
    config.maxIterations = iterations;
    config.reseedAfterIterations = iterations;
    config.maxReSeed = 0;
    config.convergeTol = 1e-4;
    StandardKMeans<double[]> means =
        FactoryClustering.kMeans_MT(config, elements, MIN_POINTS_PER_THREAD, double[].class);
    means.initialize(seed);
    means.process(
        new ListAccessor<>(
            points, (from, to) -> System.arraycopy(from, 0, to, 0, elements), double[].class),
        count);
    return means.getBestClusters().toList().stream().map(KMeans::toFloats).toArray(float[][]::new);
  }

  private static float[] toFloats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
