package fovea.train;

import java.nio.FloatBuffer;

/**
 * Softmax and cross-entropy as one: the loss of an image is {@code log(sum_j exp(x_j)) - x_label},
 * and the gradient of the batch's mean loss is {@code (softmax(x) - onehot(label)) / N}
 * (Goodfellow, Bengio and Courville 2016, 6.2.2.3). Keeps the sums of loss and correct answers
 * until {@link #reset}.
 */
public final class CrossEntropy {

  private final int classes;
  private double lossSum;
  private long correct;
  private long images;

  /**
   * @param classes scores an image
   */
  public CrossEntropy(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("classes is %d: it must be at least 1".formatted(classes));
    }
    this.classes = classes;
  }

  /** Forgets what was added. */
  public void reset() {
    restore(0, 0, 0);
  }

  /** Goes on from sums that were taken before. */
  void restore(double lossSum, long correct, long images) {
    this.lossSum = lossSum;
    this.correct = correct;
    this.images = images;
  }

  /**
   * Adds a batch.
   *
   * @param scores N x classes
   * @param labels the classes of the N images
   * @param size N
   * @return the batch's mean loss
   */
  public double add(FloatBuffer scores, int[] labels, int size) {
    double sum = 0;
    for (int image = 0; image < size; image++) {
      int row = image * classes;
      int best = best(scores, row);
      double highest = scores.get(row + best);
      // The difference first: added to a large score, the logarithm would be rounded away.
      sum += highest - scores.get(row + labels[image]);
      sum += Math.log(sumOfExponentials(scores, row, highest));
      if (best == labels[image]) {
        correct++;
      }
    }
    lossSum += sum;
    images += size;
    return sum / size;
  }

  /**
   * Writes the gradient of a batch's mean loss.
   *
   * @param gradient N x classes
   */
  public void gradient(FloatBuffer scores, int[] labels, int size, FloatBuffer gradient) {
    for (int image = 0; image < size; image++) {
      int row = image * classes;
      double highest = scores.get(row + best(scores, row));
      double sum = sumOfExponentials(scores, row, highest);
      for (int j = 0; j < classes; j++) {
        double probability = Math.exp(scores.get(row + j) - highest) / sum;
        gradient.put(row + j, (float) ((probability - (j == labels[image] ? 1 : 0)) / size));
      }
    }
  }

  /** Mean loss and accuracy of all images since the last reset. */
  public Metrics metrics() {
    return new Metrics(lossSum / images, (double) correct / images);
  }

  double lossSum() {
    return lossSum;
  }

  long correct() {
    return correct;
  }

  long images() {
    return images;
  }

  /** The class with the highest score of an image; the first of equals. */
  int predicted(FloatBuffer scores, int image) {
    return best(scores, image * classes);
  }

  /** The index of the highest score of a row; the first of equals. */
  private int best(FloatBuffer scores, int row) {
    int best = 0;
    for (int j = 1; j < classes; j++) {
      if (scores.get(row + j) > scores.get(row + best)) {
        best = j;
      }
    }
    return best;
  }

  private double sumOfExponentials(FloatBuffer scores, int row, double highest) {
    double sum = 0;
    for (int j = 0; j < classes; j++) {
      sum += Math.exp(scores.get(row + j) - highest);
    }
    return sum;
  }
}
