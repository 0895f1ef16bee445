package fovea.train;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The softmax cross-entropy loss, with running sums of loss and correct predictions. The loss of an
 * image is {@code log(sum_j exp(x_j)) - x_label}, and the gradient of the batch's mean loss is
 * {@code (softmax(x) - onehot(label)) / N} (Goodfellow, Bengio and Courville 2016, 6.2.2.3). Sums
 * accumulate over batches until {@link #reset}.
 */
public final class CrossEntropy {

  private final int classes;
  private final double[] exponentials;
  private float[] oneHot = {};
  private float[] ones = {};
  private double exponentialSum;
  private double lossSum;
  private long correct;
  private long images;

  /**
   * @param classes number of classes, which is the number of scores per image; at least 1
   */
  public CrossEntropy(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("classes is %s: it must be at least 1".formatted(classes));
    }
    this.classes = classes;
    exponentials = new double[classes];
  }

  /** Resets the sums to zero. */
  public void reset() {
    restore(0, 0, 0);
  }

  /** Restores sums from a checkpoint. */
  void restore(double lossSum, long correct, long images) {
    this.lossSum = lossSum;
    this.correct = correct;
    this.images = images;
  }

  /**
   * Adds a batch with class labels.
   *
   * @param scores N x classes
   * @param labels the labels of the N images
   * @param size N
   * @return the batch's mean loss
   */
  public double add(FloatBuffer scores, int[] labels, int size) {
    return add(scores, oneHot(labels, size), size);
  }

  /**
   * Adds a batch with target probabilities: the loss of an image is {@code sum_j t_j (log(sum_k
   * exp(x_k)) - x_j)}, and its prediction is correct if the class with the highest score is the one
   * with the highest target.
   *
   * @param scores N x classes
   * @param targets N x classes, the target probabilities; each row sums to 1
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
   * Adds a batch with class labels and writes the gradient of its mean loss.
   *
   * @param gradient receives the gradient, N x classes
   * @return the batch's mean loss
   */
  public double add(FloatBuffer scores, int[] labels, int size, FloatBuffer gradient) {
    return add(scores, oneHot(labels, size), size, gradient);
  }

  /**
   * Adds a batch with target probabilities and writes the gradient of its mean loss, {@code
   * (softmax(x) - t) / N}.
   *
   * @param gradient receives the gradient, N x classes
   * @return the batch's mean loss
   */
  public double add(FloatBuffer scores, float[] targets, int size, FloatBuffer gradient) {
    if (ones.length < size) {
      ones = new float[size];
      Arrays.fill(ones, 1);
    }
    return add(scores, targets, ones, size, gradient);
  }

  /**
   * Adds a batch of weighted images, whose loss is the weighted sum of theirs over their number.
   *
   * @param weights the weight of each image's loss
   * @param gradient receives the gradient, N x classes
   * @return the batch's mean loss
   */
  public double add(
      FloatBuffer scores, float[] targets, float[] weights, int size, FloatBuffer gradient) {
    double sum = 0;
    for (int image = 0; image < size; image++) {
      int row = image * classes;
      sum += weights[image] * addImage(scores, targets, row);
      for (int j = 0; j < classes; j++) {
        double probability = exponentials[j] / exponentialSum;
        double difference = weights[image] * (probability - targets[row + j]);
        gradient.put(row + j, (float) (difference / size));
      }
    }
    return added(sum, size);
  }

  /** Returns the loss of an image; leaves the exponentials of its scores and their sum. */
  private double addImage(FloatBuffer scores, float[] targets, int row) {
    int best = exponentiate(scores, row);
    double highest = scores.get(row + best);
    double sum = 0;
    int likeliest = 0;
    // Differences first: added to a large score, the logarithm would be lost to rounding.
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
    return sum + Math.log(exponentialSum);
  }

  private double added(double sum, int size) {
    lossSum += sum;
    images += size;
    return sum / size;
  }

  /**
   * Adds the weighted class probabilities of each image, {@code weight * softmax(x)}, to sums.
   *
   * @param sums N x classes
   */
  void addProbabilities(FloatBuffer scores, int size, double weight, double[] sums) {
    for (int row = 0; row < size * classes; row += classes) {
      exponentiate(scores, row);
      double factor = weight / exponentialSum;
      for (int j = 0; j < classes; j++) {
        sums[row + j] += factor * exponentials[j];
      }
    }
  }

  /** The one-hot targets of labels. */
  private float[] oneHot(int[] labels, int size) {
    if (oneHot.length < size * classes) {
      oneHot = new float[size * classes];
    }
    Arrays.fill(oneHot, 0, size * classes, 0);
    for (int image = 0; image < size; image++) {
      oneHot[image * classes + labels[image]] = 1;
    }
    return oneHot;
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

  /** The class with the highest score of an image; of equal scores, the first. */
  int predicted(FloatBuffer scores, int image) {
    return Scores.argmax(scores, image * classes, classes);
  }

  /**
   * Computes the exponentials of a row's scores, minus the highest, and their sum.
   *
   * @return the index of the highest score
   */
  private int exponentiate(FloatBuffer scores, int row) {
    exponentialSum = Scores.exponentials(scores, row, exponentials);
    return Scores.argmax(scores, row, classes);
  }
}
