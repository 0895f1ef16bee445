package fovea.engine;

import java.nio.FloatBuffer;

/**
 * Multiplies matrices of floats in direct buffers, in row-major order. It is thread-safe, runs on
 * the calling thread and allocates nothing.
 */
@FunctionalInterface
public interface MatrixProduct {

  /** The product by plain loops, which run along rows. */
  MatrixProduct LOOPS =
      (left, right, transposed, result, rows, inner, columns) -> {
        for (int row = 0; row < rows; row++) {
          if (transposed) {
            dot(left, right, result, row, inner, columns);
          } else {
            combine(left, right, result, row, inner, columns);
          }
        }
      };

  /** Each element of a row of the result is the dot product of two rows. */
  private static void dot(
      FloatBuffer left, FloatBuffer right, FloatBuffer result, int row, int inner, int columns) {
    for (int column = 0; column < columns; column++) {
      float sum = 0;
      for (int k = 0; k < inner; k++) {
        sum += left.get(row * inner + k) * right.get(column * inner + k);
      }
      result.put(row * columns + column, sum);
    }
  }

  /** A row of the result is a linear combination of the rows of the right matrix. */
  private static void combine(
      FloatBuffer left, FloatBuffer right, FloatBuffer result, int row, int inner, int columns) {
    for (int column = 0; column < columns; column++) {
      result.put(row * columns + column, 0);
    }
    for (int k = 0; k < inner; k++) {
      float factor = left.get(row * inner + k);
      for (int column = 0; column < columns; column++) {
        int index = row * columns + column;
        result.put(index, result.get(index) + factor * right.get(k * columns + column));
      }
    }
  }

  /**
   * Multiplies two matrices, whose elements begin at index 0.
   *
   * @param left {@code rows x inner}
   * @param right {@code inner x columns}, or {@code columns x inner} if it is transposed
   * @param transposed whether the right matrix is given by its columns
   * @param result receives {@code rows x columns} elements; none of the others
   */
  void multiply(
      FloatBuffer left,
      FloatBuffer right,
      boolean transposed,
      FloatBuffer result,
      int rows,
      int inner,
      int columns);
}
