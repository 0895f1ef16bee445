package fovea.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fovea.engine.MatrixProduct;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of matrices, by the library and by plain loops, against sums in double precision. */
class GemmProductTest {

  private static FloatBuffer matrix(int elements, int seed) {
    FloatBuffer matrix =
        ByteBuffer.allocateDirect(elements * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < elements; i++) {
      matrix.put(i, (float) Math.sin(seed + 0.7 * i));
    }
    return matrix;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, false",
    "3, 7, 5, false",
    "3, 7, 5, true",
    "64, 256, 33, false",
    "17, 216, 64, true"
  })
  void aProductIsThatOfItsRowsAndColumns(int rows, int inner, int columns, boolean transposed) {
    FloatBuffer left = matrix(rows * inner, 1);
    FloatBuffer right = matrix(inner * columns, 2);
    for (MatrixProduct each :
        Stream.of(new OneDnnEngine().matrixProduct(), MatrixProduct.LOOPS).toList()) {
      FloatBuffer result = matrix(rows * columns + 1, 3);
      float behind = result.get(rows * columns);
      each.multiply(left, right, transposed, result, rows, inner, columns);
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          double sum = 0;
          for (int k = 0; k < inner; k++) {
            int index = transposed ? column * inner + k : k * columns + column;
            sum += (double) left.get(row * inner + k) * right.get(index);
          }
          assertThat((double) result.get(row * columns + column)).isCloseTo(sum, within(1e-4));
        }
      }
      assertThat(result.get(rows * columns)).isEqualTo(behind);
    }
  }
}
