package fovea.train;

import java.util.Arrays;

/**
 * Products of small matrices, each an array of rows, whose rows are shared out among threads. Inner
 * loops run along rows at the same index, so that they are vectorised; each takes several rows of
 * the right matrix, while these are in the cache. The result does not depend on the number of
 * threads, and nothing is allocated.
 */
final class MatrixProduct {

  /** Rows of the result that one task computes. */
  private static final int ROWS = 32;

  private final WorkerPool.Task task = (index, worker) -> compute(index * ROWS);
  private float[][] left;
  private float[][] right;
  private float[][] result;

  /**
   * Multiplies two matrices.
   *
   * @param result receives the product; must not be one of them
   */
  void of(float[][] left, float[][] right, float[][] result, WorkerPool workers) {
    this.left = left;
    this.right = right;
    this.result = result;
    workers.run((left.length + ROWS - 1) / ROWS, task);
  }

  private void compute(int from) {
    int to = Math.min(from + ROWS, left.length);
    for (int row = from; row < to; row++) {
      Arrays.fill(result[row], 0);
    }
    int k = 0;
    for (; k + 8 <= right.length; k += 8) {
      for (int row = from; row < to; row++) {
        addEight(left[row], k, result[row]);
      }
    }
    for (; k < right.length; k++) {
      for (int row = from; row < to; row++) {
        add(left[row][k], right[k], result[row]);
      }
    }
  }

  private void addEight(float[] factors, int k, float[] sums) {
    float f0 = factors[k];
    float f1 = factors[k + 1];
    float f2 = factors[k + 2];
    float f3 = factors[k + 3];
    float f4 = factors[k + 4];
    float f5 = factors[k + 5];
    float f6 = factors[k + 6];
    float f7 = factors[k + 7];
    float[] r0 = right[k];
    float[] r1 = right[k + 1];
    float[] r2 = right[k + 2];
    float[] r3 = right[k + 3];
    float[] r4 = right[k + 4];
    float[] r5 = right[k + 5];
    float[] r6 = right[k + 6];
    float[] r7 = right[k + 7];
    for (int i = 0; i < sums.length; i++) {
      float sum = f0 * r0[i] + f1 * r1[i] + f2 * r2[i] + f3 * r3[i];
      sums[i] += sum + (f4 * r4[i] + f5 * r5[i] + f6 * r6[i] + f7 * r7[i]);
    }
  }

  private static void add(float factor, float[] from, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * from[i];
    }
  }
}
