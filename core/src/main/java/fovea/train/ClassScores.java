package fovea.train;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Counts of what the images of each class were taken for, and the scores that follow from them:
 * precision, recall and F1 of a class, their means, and top-5 accuracy. Of the confusion matrix
 * only what is not 0 is kept, so that it does not grow with the square of the number of classes.
 */
public final class ClassScores {

  /** The number of classes of which one must be right in {@link #topFive()}. */
  private static final int TOP = 5;

  private final int classes;
  private final long[] images;
  private final long[] predictions;
  private final long[] correct;
  private final long[] amongFive;
  private final Map<Long, Integer> confusion = new HashMap<>();

  ClassScores(int classes) {
    this.classes = classes;
    images = new long[classes];
    predictions = new long[classes];
    correct = new long[classes];
    amongFive = new long[classes];
  }

  /**
   * The scores of images whose predictions are known.
   *
   * @param classes number of classes
   * @param labels the class of each image
   * @param probabilities the class probabilities of each image
   */
  public static ClassScores of(int classes, List<Integer> labels, List<double[]> probabilities) {
    ClassScores scores = new ClassScores(classes);
    FloatBuffer row = FloatBuffer.allocate(classes);
    for (int image = 0; image < labels.size(); image++) {
      for (int label = 0; label < classes; label++) {
        row.put(label, (float) probabilities.get(image)[label]);
      }
      scores.add(row, 0, labels.get(image));
    }
    return scores;
  }

  /**
   * Adds an image.
   *
   * @param scores the scores of a batch, N x classes
   * @param image its index in the batch
   * @param label its class
   */
  void add(FloatBuffer scores, int image, int label) {
    int row = image * classes;
    int predicted = Scores.argmax(scores, row, classes);
    images[label]++;
    predictions[predicted]++;
    if (predicted == label) {
      correct[label]++;
    }
    if (rank(scores, row, label) < TOP) {
      amongFive[label]++;
    }
    confusion.merge((long) label * classes + predicted, 1, Integer::sum);
  }

  /**
   * The number of classes that rank above one: with a higher score, or an equal one and a lower
   * index.
   */
  private int rank(FloatBuffer scores, int row, int label) {
    float own = scores.get(row + label);
    if (Float.isNaN(own)) {
      return classes;
    }
    int rank = 0;
    for (int i = 0; i < classes; i++) {
      float other = scores.get(row + i);
      rank += other > own || (other == own && i < label) ? 1 : 0;
    }
    return rank;
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** Number of images. */
  public long images() {
    return Arrays.stream(images).sum();
  }

  /** Number of images of a class. */
  public long images(int label) {
    return images[label];
  }

  /**
   * The confusion matrix: number of images of class {@code label} predicted as {@code predicted}.
   */
  public int count(int label, int predicted) {
    return confusion.getOrDefault((long) label * classes + predicted, 0);
  }

  /**
   * Number of images of a class that are taken for another, and of others that are taken for it.
   */
  public long mistakes(int label) {
    return images[label] + predictions[label] - 2 * correct[label];
  }

  /** The share of the images predicted as a class that are of it; NaN if there are none. */
  public double precision(int label) {
    return (double) correct[label] / predictions[label];
  }

  /**
   * The share of the images of a class that are predicted as it, which is the accuracy on this
   * class; NaN if it has no images.
   */
  public double recall(int label) {
    return (double) correct[label] / images[label];
  }

  /**
   * The harmonic mean of precision and recall, {@code 2 c / (i + p)} for c correct ones of i images
   * and p predictions; NaN if there are neither.
   */
  public double f1(int label) {
    return 2.0 * correct[label] / (images[label] + predictions[label]);
  }

  /** The share of a class's images of which it is among the five most likely; NaN without any. */
  public double topFive(int label) {
    return (double) amongFive[label] / images[label];
  }

  /** The share of all images whose class is among the five most likely; NaN without any. */
  public double topFive() {
    return (double) Arrays.stream(amongFive).sum() / images();
  }

  /**
   * The mean precision of the classes that have images, each counting the same ("macro" in
   * scikit-learn); 0 for a class that is never predicted.
   */
  public double precision() {
    return mean(this::precision);
  }

  /** The mean recall of the classes that have images, also called balanced accuracy. */
  public double recall() {
    return mean(this::recall);
  }

  /** The mean F1 of the classes that have images. */
  public double f1() {
    return mean(this::f1);
  }

  private double mean(IntToDoubleFunction score) {
    return IntStream.range(0, classes)
        .filter(label -> images[label] > 0)
        .mapToDouble(score)
        .map(each -> Double.isNaN(each) ? 0 : each)
        .average()
        .orElse(Double.NaN);
  }
}
