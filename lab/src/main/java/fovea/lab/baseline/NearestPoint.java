package fovea.lab.baseline;

import fovea.engine.AffineMap;
import fovea.engine.Engine;

/**
 * Finds nearest points with an affine map. The largest element of {@code c x - |c|^2 / 2} belongs
 * to the point c nearest to x, since {@code |x - c|^2 = |x|^2 - 2 (c x - |c|^2 / 2)}.
 */
final class NearestPoint {

  private NearestPoint() {}

  /**
   * The map whose largest output belongs to the nearest point.
   *
   * @param rows number of vectors mapped at a time
   */
  static AffineMap map(Engine engine, float[][] points, int rows) {
    return new AffineMap(engine, flat(points), negativeHalfSquares(points), rows);
  }

  /** The rows of a matrix, one after the other. */
  static float[] flat(float[][] rows) {
    float[] flat = new float[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, flat, row * rows[0].length, rows[0].length);
    }
    return flat;
  }

  /** The bias of the map: {@code -|c|^2 / 2} for each point. */
  static float[] negativeHalfSquares(float[][] points) {
    float[] result = new float[points.length];
    for (int i = 0; i < points.length; i++) {
      double sum = 0;
      for (float value : points[i]) {
        sum += (double) value * value;
      }
      result[i] = (float) (-sum / 2);
    }
    return result;
  }
}
