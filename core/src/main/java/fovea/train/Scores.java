package fovea.train;

import java.nio.FloatBuffer;

/** What scores say: a row of numbers, one a class, the highest for the class that is likeliest. */
public final class Scores {

  private Scores() {}

  /**
   * The class with the highest score; the first of equals.
   *
   * @param row where the row's first score is
   * @param classes how many scores it has
   */
  public static int best(FloatBuffer scores, int row, int classes) {
    int best = 0;
    for (int i = 1; i < classes; i++) {
      if (scores.get(row + i) > scores.get(row + best)) {
        best = i;
      }
    }
    return best;
  }

  /** The index of the highest number; the first of equals. */
  public static int best(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }

  /**
   * The exponentials of a row's scores, from each of which the highest is subtracted first, so that
   * none overflows.
   *
   * @param row where the row's first score is
   * @param exponentials takes one for each class; its length is the number of classes
   * @return their sum
   */
  static double exponentials(FloatBuffer scores, int row, double[] exponentials) {
    double highest = scores.get(row + best(scores, row, exponentials.length));
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
   * @param row where the row's first score is
   * @param classes how many scores it has
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
