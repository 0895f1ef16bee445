package fovea.lab.baseline;

import fovea.images.Covariance;
import java.util.List;

/** ZCA whitening of patches: {@code W (x - mean)}. */
final class PatchWhitening {

  private final float[] mean;
  private final float[][] matrix;

  private PatchWhitening(float[] mean, float[][] matrix) {
    this.mean = mean;
    this.matrix = matrix;
  }

  /**
   * Fits the transform to patches.
   *
   * @param epsilon added to each eigenvalue of the covariance, for numerical stability
   */
  static PatchWhitening of(List<double[]> patches, double epsilon) {
    int elements = patches.get(0).length;
    Covariance covariance =
        Covariance.of(
            patches.size(),
            elements,
            (row, destination) -> System.arraycopy(patches.get(row), 0, destination, 0, elements));
    float[] flat = covariance.inverseRoot(epsilon, true);
    float[][] matrix = new float[elements][elements];
    for (int row = 0; row < elements; row++) {
      System.arraycopy(flat, row * elements, matrix[row], 0, elements);
    }
    return new PatchWhitening(covariance.mean(), matrix);
  }

  /** Whitens a patch. */
  double[] apply(double[] patch) {
    double[] result = new double[patch.length];
    for (int i = 0; i < patch.length; i++) {
      for (int j = 0; j < patch.length; j++) {
        result[i] += matrix[i][j] * (patch[j] - mean[j]);
      }
    }
    return result;
  }

  /** Number of elements of a patch. */
  int elements() {
    return mean.length;
  }

  /** Number of fitted parameters: mean and matrix. */
  long parameters() {
    return mean.length + (long) mean.length * mean.length;
  }

  /**
   * The affine map from a patch to its whitened patch {@code z}, followed by {@code c z - |c|^2 /
   * 2} for each centroid {@code c}.
   *
   * @param bias receives the biases of the map
   * @return the matrix of the map, row by row
   */
  float[][] whiteningAndScores(float[][] centroids, float[] bias) {
    int elements = mean.length;
    float[][] rows = new float[elements + centroids.length][];
    float[] halves = NearestPoint.negativeHalfSquares(centroids);
    for (int i = 0; i < rows.length; i++) {
      boolean plain = i < elements;
      rows[i] = plain ? matrix[i].clone() : times(centroids[i - elements]);
      double constant = plain ? 0 : halves[i - elements];
      for (int j = 0; j < elements; j++) {
        constant -= (double) rows[i][j] * mean[j];
      }
      bias[i] = (float) constant;
    }
    return rows;
  }

  private float[] times(float[] centroid) {
    float[] result = new float[mean.length];
    for (int j = 0; j < result.length; j++) {
      double sum = 0;
      for (int i = 0; i < centroid.length; i++) {
        sum += (double) centroid[i] * matrix[i][j];
      }
      result[j] = (float) sum;
    }
    return result;
  }
}
