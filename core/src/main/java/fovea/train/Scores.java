package fovea.train;

import java.nio.FloatBuffer;

/** Softmax and argmax of scores (logits): rows with one score per class. */
public final class Scores {

  private Scores() {}

  /**
   * The class with the highest score; of equal scores, the first.
   *
   * @param row index of the row's first score
   * @param classes number of scores in the row
   */
  public static int argmax(FloatBuffer scores, int row, int classes) {
    int best = 0;
    for (int i = 1; i < classes; i++) {
      if (scores.get(row + i) > scores.get(row + best)) {
        best = i;
      }
    }
    return best;
  }

  /** The index of the largest value; of equal values, the first. */
  public static int argmax(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  /**
   * Computes the exponentials of a row's scores, minus the highest so that none overflows.
   *
   * @param row index of the row's first score
   * @param exponentials receives one value per class; its length is the number of classes
   * @return their sum
   */
  static double exponentials(FloatBuffer scores, int row, double[] exponentials) {
    double highest = scores.get(row + argmax(scores, row, exponentials.length));
    double sum = 0;
    for (int i = 0; i < exponentials.length; i++) {
      exponentials[i] = Math.exp(scores.get(row + i) - highest);
      sum += exponentials[i];
    }
    return sum;
  }

  /**
   * The probability of each class, {@code softmax(x)_i = exp(x_i) / sum_j exp(x_j)}.
   *
   * @param row index of the row's first score
   * @param classes number of scores in the row
   */
  public static double[] probabilities(FloatBuffer scores, int row, int classes) {
    double[] probabilities = new double[classes];
    double sum = exponentials(scores, row, probabilities);
    for (int i = 0; i < classes; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }
}
