package fovea.train;

import fovea.engine.MatrixProduct;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** A matrix of floats in row-major order, whose products are shared out among threads by rows. */
final class Matrix {

  /** Rows of a product that one task computes. */
  private static final int BLOCK = 64;

  final int rows;
  final int columns;
  final FloatBuffer values;
  private final FloatBuffer[] blocks;
  private final WorkerPool.Task task = (index, worker) -> compute(index);
  private MatrixProduct multiplier;
  private Matrix left;
  private Matrix right;
  private boolean transposed;

  /** A matrix of zeros. */
  Matrix(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    values =
        ByteBuffer.allocateDirect(Math.multiplyExact(rows * columns, Float.BYTES))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    blocks = new FloatBuffer[(rows + BLOCK - 1) / BLOCK];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = values.slice(i * BLOCK * columns, blockRows(i) * columns);
    }
  }

  private int blockRows(int block) {
    return Math.min(BLOCK, rows - block * BLOCK);
  }

  /**
   * Becomes the product of two other matrices; allocates nothing. The result does not depend on the
   * number of threads.
   *
   * @param transposed whether the right one is to be transposed
   */
  void product(
      Matrix left, Matrix right, boolean transposed, MatrixProduct multiplier, WorkerPool workers) {
    this.left = left;
    this.right = right;
    this.transposed = transposed;
    this.multiplier = multiplier;
    workers.run(blocks.length, task);
  }

  private void compute(int block) {
    multiplier.multiply(
        left.blocks[block],
        right.values,
        transposed,
        blocks[block],
        blockRows(block),
        left.columns,
        columns);
  }

  /** Becomes a copy of a matrix of the same size. */
  void copy(Matrix from) {
    for (int i = 0; i < values.capacity(); i++) {
      values.put(i, from.values.get(i));
    }
  }

  /** The sum of the elements of the diagonal. */
  double trace() {
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      sum += values.get(row * columns + row);
    }
    return sum;
  }

  /** Multiplies all elements by a number. */
  void scale(float by) {
    for (int i = 0; i < values.capacity(); i++) {
      values.put(i, by * values.get(i));
    }
  }
}
