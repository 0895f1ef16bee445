package fovea.train;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Softmax and cross-entropy as one: the loss of an image is {@code log(sum_j exp(x_j)) - x_label},
 * and the gradient of the batch's mean loss is {@code (softmax(x) - onehot(label)) / N}
 * (Goodfellow, Bengio and Courville 2016, 6.2.2.3). Keeps the sums of loss and correct answers
 * until {@link #reset}.
 */
public final class CrossEntropy {

  private final int classes;
  private float[] certain = {};
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
   * Adds a batch of images whose classes are certain.
   *
   * @param scores N x classes
   * @param labels the classes of the N images
   * @param size N
   * @return the batch's mean loss
   */
  public double add(FloatBuffer scores, int[] labels, int size) {
    return add(scores, certain(labels, size), size);
  }

  /**
   * Adds a batch: the loss of an image is {@code sum_j t_j (log(sum_k exp(x_k)) - x_j)}, and its
   * answer is right where the highest score is that of the highest target.
   *
   * @param scores N x classes
   * @param targets N x classes: the probabilities of an image's classes, which sum to 1
   * @param size N
   * @return the batch's mean loss
   */
  public double add(FloatBuffer scores, float[] targets, int size) {
    double sum = 0;
    for (int image = 0; image < size; image++) {
      int row = image * classes;
      int best = best(scores, row);
      double highest = scores.get(row + best);
      int likeliest = 0;
      // The difference first: added to a large score, the logarithm would be rounded away.
      for (int j = 0; j < classes; j++) {
        float target = targets[row + j];
        if (target != 0) {
          sum += target * (highest - scores.get(row + j));
        }
        if (target > targets[row + likeliest]) {
          likeliest = j;
        }
      }
      sum += Math.log(sumOfExponentials(scores, row, highest));
      if (best == likeliest) {
        correct++;
      }
    }
    lossSum += sum;
    images += size;
    return sum / size;
  }

  /**
   * Writes the gradient of a batch's mean loss, for images whose classes are certain.
   *
   * @param gradient N x classes
   */
  public void gradient(FloatBuffer scores, int[] labels, int size, FloatBuffer gradient) {
    gradient(scores, certain(labels, size), size, gradient);
  }

  /**
   * Writes the gradient of a batch's mean loss: {@code (softmax(x) - t) / N}.
   *
   * @param gradient N x classes
   */
  public void gradient(FloatBuffer scores, float[] targets, int size, FloatBuffer gradient) {
    for (int image = 0; image < size; image++) {
      int row = image * classes;
      double highest = scores.get(row + best(scores, row));
      double sum = sumOfExponentials(scores, row, highest);
      for (int j = 0; j < classes; j++) {
        double probability = Math.exp(scores.get(row + j) - highest) / sum;
        gradient.put(row + j, (float) ((probability - targets[row + j]) / size));
      }
    }
  }

  /**
   * Adds the probabilities of each image's classes, {@code softmax(x)}, to sums.
   *
   * @param weight what they are multiplied by
   * @param sums N x classes
   */
  void addProbabilities(FloatBuffer scores, int size, double weight, double[] sums) {
    for (int row = 0; row < size * classes; row += classes) {
      double highest = scores.get(row + best(scores, row));
      double factor = weight / sumOfExponentials(scores, row, highest);
      for (int j = 0; j < classes; j++) {
        sums[row + j] += factor * Math.exp(scores.get(row + j) - highest);
      }
    }
  }

  /** The targets of labels: 1 for an image's class, 0 for the others. */
  private float[] certain(int[] labels, int size) {
    if (certain.length < size * classes) {
      certain = new float[size * classes];
    }
    Arrays.fill(certain, 0, size * classes, 0);
    for (int image = 0; image < size; image++) {
      certain[image * classes + labels[image]] = 1;
    }
    return certain;
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
