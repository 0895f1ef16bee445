package fovea.engine;

import java.nio.FloatBuffer;

/**
 * Multiplies matrices of floats in direct buffers, in row-major order. It is thread-safe, runs on
 * the calling thread and allocates nothing.
 */
@FunctionalInterface
public interface MatrixProduct {

  /** The product by plain loops. */
  MatrixProduct LOOPS =
      (left, right, transposed, result, rows, inner, columns) -> {
        for (int row = 0; row < rows; row++) {
          for (int column = 0; column < columns; column++) {
            float sum = 0;
            for (int k = 0; k < inner; k++) {
              int index = transposed ? column * inner + k : k * columns + column;
              sum += left.get(row * inner + k) * right.get(index);
            }
            result.put(row * columns + column, sum);
          }
        }
      };

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
