package fovea.train;

import fovea.data.Loader;
import fovea.engine.Model;
import fovea.engine.Program;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** How a network does on a set of images, in evaluation mode. */
public final class Evaluation {

  private final Metrics metrics;
  private final int[][] confusion;

  private Evaluation(Metrics metrics, int[][] confusion) {
    this.metrics = metrics;
    this.confusion = confusion;
  }

  /** Runs a model over all images of a loader. */
  public static Evaluation of(Model model, Loader loader) {
    return of(model, List.of(loader));
  }

  /**
   * Runs a model over all images, each in several views whose probabilities are averaged
   * (Krizhevsky et al. 2012, 4.1).
   *
   * @param views loaders of the same images in the same batches, one or more
   */
  public static Evaluation of(Model model, List<Loader> views) {
    int classes = model.output().elements();
    CrossEntropy loss = new CrossEntropy(classes);
    int[][] confusion = new int[classes][classes];
    views.forEach(view -> view.start(0, 0));
    Loader first = views.get(0);
    while (views.stream().filter(Loader::advance).count() == views.size()) {
      FloatBuffer scores = scores(model, views, classes);
      loss.add(scores, first.labels(), first.size());
      for (int image = 0; image < first.size(); image++) {
        confusion[first.labels()[image]][loss.predicted(scores, image)]++;
      }
    }
    return new Evaluation(loss.metrics(), confusion);
  }

  /**
   * The probability of each class for the only image of some views.
   *
   * @param views loaders of the image
   */
  public static double[] probabilities(Model model, List<Loader> views) {
    views.forEach(view -> view.start(0, 0));
    views.forEach(Loader::advance);
    return probabilities(model, views, model.output().elements());
  }

  /** The scores of a batch: of several views, the logarithms of the mean probabilities. */
  private static FloatBuffer scores(Model model, List<Loader> views, int classes) {
    if (views.size() == 1) {
      return forward(model, views.get(0));
    }
    double[] mean = probabilities(model, views, classes);
    FloatBuffer scores = FloatBuffer.allocate(mean.length);
    for (int i = 0; i < mean.length; i++) {
      scores.put(i, (float) Math.log(Math.max(mean[i], Float.MIN_VALUE)));
    }
    return scores;
  }

  /** The mean probabilities of the views' present batches, N x classes. */
  private static double[] probabilities(Model model, List<Loader> views, int classes) {
    double[] means = new double[views.get(0).size() * classes];
    for (Loader view : views) {
      FloatBuffer scores = forward(model, view);
      for (int row = 0; row < means.length; row += classes) {
        addProbabilities(scores, row, classes, 1.0 / views.size(), means);
      }
    }
    return means;
  }

  private static FloatBuffer forward(Model model, Loader loader) {
    Program program = model.evaluation(loader.size());
    program.input().put(0, loader.images(), 0, program.input().capacity());
    program.forward(0);
    return program.output();
  }

  private static void addProbabilities(
      FloatBuffer scores, int row, int classes, double weight, double[] sums) {
    double highest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < classes; j++) {
      highest = Math.max(highest, scores.get(row + j));
    }
    double total = 0;
    for (int j = 0; j < classes; j++) {
      total += Math.exp(scores.get(row + j) - highest);
    }
    for (int j = 0; j < classes; j++) {
      sums[row + j] += weight * Math.exp(scores.get(row + j) - highest) / total;
    }
  }

  /** Loss and accuracy over all images. */
  public Metrics metrics() {
    return metrics;
  }

  /** How many images of a class were taken for another, or for itself. */
  public int count(int label, int predicted) {
    return confusion[label][predicted];
  }

  /** The share of a class's images that were recognised; NaN if it has no images. */
  public double accuracy(int label) {
    return (double) confusion[label][label] / Arrays.stream(confusion[label]).sum();
  }
}
