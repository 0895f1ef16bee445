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
  private final double[] exponentials;
  private float[] certain = {};
  private double total;
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
    exponentials = new double[classes];
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
    for (int row = 0; row < size * classes; row += classes) {
      sum += addImage(scores, targets, row);
    }
    return added(sum, size);
  }

  /**
   * Adds a batch of images whose classes are certain, and writes the gradient of its mean loss.
   *
   * @param gradient N x classes
   * @return the batch's mean loss
   */
  public double add(FloatBuffer scores, int[] labels, int size, FloatBuffer gradient) {
    return add(scores, certain(labels, size), size, gradient);
  }

  /**
   * Adds a batch and writes the gradient of its mean loss: {@code (softmax(x) - t) / N}.
   *
   * @param gradient N x classes
   * @return the batch's mean loss
   */
  public double add(FloatBuffer scores, float[] targets, int size, FloatBuffer gradient) {
    double sum = 0;
    for (int row = 0; row < size * classes; row += classes) {
      sum += addImage(scores, targets, row);
      for (int j = 0; j < classes; j++) {
        double probability = exponentials[j] / total;
        gradient.put(row + j, (float) ((probability - targets[row + j]) / size));
      }
    }
    return added(sum, size);
  }

  /** Adds an image; leaves the exponentials of its scores and their total. */
  private double addImage(FloatBuffer scores, float[] targets, int row) {
    int best = exponentiate(scores, row);
    double highest = scores.get(row + best);
    double sum = 0;
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
    if (best == likeliest) {
      correct++;
    }
    return sum + Math.log(total);
  }

  private double added(double sum, int size) {
    lossSum += sum;
    images += size;
    return sum / size;
  }

  /**
   * Adds the probabilities of each image's classes, {@code softmax(x)}, to sums.
   *
   * @param weight what they are multiplied by
   * @param sums N x classes
   */
  void addProbabilities(FloatBuffer scores, int size, double weight, double[] sums) {
    for (int row = 0; row < size * classes; row += classes) {
      exponentiate(scores, row);
      double factor = weight / total;
      for (int j = 0; j < classes; j++) {
        sums[row + j] += factor * exponentials[j];
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
    return Scores.best(scores, image * classes, classes);
  }

  /**
   * The exponentials of a row's scores, the highest subtracted before, and their total.
   *
   * @return the index of the highest score
   */
  private int exponentiate(FloatBuffer scores, int row) {
    total = Scores.exponentials(scores, row, exponentials);
    return Scores.best(scores, row, classes);
  }
}
