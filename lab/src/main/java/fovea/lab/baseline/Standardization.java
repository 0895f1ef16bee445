package fovea.lab.baseline;

/** Standardises each feature to mean 0 and standard deviation 1 over the training images. */
final class Standardization {

  /**
   * Added to the variances, so that near-constant features are not amplified; the value of Coates,
   * Lee and Ng (2011).
   */
  private static final double EPSILON = 0.01;

  private final double[] mean;
  private final double[] scale;

  private Standardization(double[] mean, double[] scale) {
    this.mean = mean;
    this.scale = scale;
  }

  static Standardization of(float[][] rows) {
    int elements = rows[0].length;
    double[] mean = new double[elements];
    double[] scale = new double[elements];
    for (float[] row : rows) {
      for (int i = 0; i < elements; i++) {
        mean[i] += row[i] / (double) rows.length;
      }
    }
    for (float[] row : rows) {
      for (int i = 0; i < elements; i++) {
        scale[i] += (row[i] - mean[i]) * (row[i] - mean[i]) / rows.length;
      }
    }
    for (int i = 0; i < elements; i++) {
      scale[i] = 1 / Math.sqrt(scale[i] + EPSILON);
    }
    return new Standardization(mean, scale);
  }

  /** Standardises rows in place. */
  void apply(float[][] rows) {
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) ((row[i] - mean[i]) * scale[i]);
      }
    }
  }
}
