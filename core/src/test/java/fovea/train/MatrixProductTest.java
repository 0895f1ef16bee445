package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixProductTest {

  private static float[][] matrix(int rows, int columns, int seed) {
    float[][] matrix = new float[rows][columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        matrix[row][column] = (float) Math.sin(seed + 7.0 * row + row * column);
      }
    }
    return matrix;
  }

  private static double element(float[][] left, float[][] right, int row, int column) {
    double sum = 0;
    for (int k = 0; k < right.length; k++) {
      sum += (double) left[row][k] * right[k][column];
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 7, 5", "32, 8, 16", "33, 16, 1", "70, 27, 45"})
  void itIsTheProductToTheSameBitsOnAnyNumberOfThreads(int rows, int inner, int columns) {
    float[][] left = matrix(rows, inner, 1);
    float[][] right = matrix(inner, columns, 2);
    float[][] product = matrix(rows, columns, 3); // what was there before is overwritten
    new MatrixProduct().of(left, right, product, WorkerPool.CALLER_ONLY);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        assertThat((double) product[row][column])
            .isCloseTo(element(left, right, row, column), within(1e-5));
      }
    }
    try (WorkerPool workers = new WorkerPool(3)) {
      float[][] shared = new float[rows][columns];
      new MatrixProduct().of(left, right, shared, workers);
      assertThat(shared).isDeepEqualTo(product);
    }
  }
}
