package fovea.train;

import fovea.data.Loader;
import fovea.engine.Model;
import fovea.engine.Program;
import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Evaluates a network on a set of images: loss, accuracy, confusion matrix, and what {@link
 * ClassScores} tell.
 */
public final class Evaluation {

  private final Metrics metrics;
  private final ClassScores scores;
  private final int notFinite;

  private Evaluation(Metrics metrics, ClassScores scores, int notFinite) {
    this.metrics = metrics;
    this.scores = scores;
    this.notFinite = notFinite;
  }

  /** Evaluates a model on all images of a loader. */
  public static Evaluation of(Model model, Loader loader) {
    return of(model, List.of(loader));
  }

  /**
   * Evaluates a model with test-time augmentation: class probabilities are averaged over several
   * views of each image (Krizhevsky et al. 2012, 4.1).
   *
   * @param views loaders of the same images in the same batches, at least one
   */
  public static Evaluation of(Model model, List<Loader> views) {
    return of(model, views, new StopRequest()).orElseThrow();
  }

  /**
   * Evaluates a model with test-time augmentation, unless a stop is requested.
   *
   * @param views loaders of the same images in the same batches, at least one
   * @param stop request to stop after the current batch
   * @return empty if it was stopped
   */
  public static Optional<Evaluation> of(Model model, List<Loader> views, StopRequest stop) {
    int classes = model.output().elements();
    CrossEntropy loss = new CrossEntropy(classes);
    ClassScores counted = new ClassScores(classes);
    int notFinite = 0;
    views.forEach(view -> view.start(0, 0));
    Loader first = views.get(0);
    while (advance(views)) {
      if (stop.requested()) {
        return Optional.empty();
      }
      BitSet notFiniteImages = new BitSet();
      FloatBuffer scores = scores(model, views, loss, notFiniteImages);
      loss.add(scores, first.labels(), first.size());
      for (int image = 0; image < first.size(); image++) {
        counted.add(scores, image, first.labels()[image]);
      }
      notFinite += notFiniteImages.cardinality();
    }
    return Optional.of(new Evaluation(loss.metrics(), counted, notFinite));
  }

  /** Marks the images of a batch with an output that is infinite or NaN. */
  private static void markNotFinite(FloatBuffer outputs, int images, int classes, BitSet marked) {
    for (int i = 0; i < images * classes; i++) {
      if (!Float.isFinite(outputs.get(i))) {
        marked.set(i / classes);
      }
    }
  }

  /**
   * The class probabilities of a single image, averaged over views.
   *
   * @param views loaders of that image, at least one
   */
  public static double[] probabilities(Model model, List<Loader> views) {
    views.forEach(view -> view.start(0, 0));
    advance(views);
    return probabilities(model, views, new CrossEntropy(model.output().elements()), new BitSet());
  }

  /** The scores of a batch; for several views, the logarithms of the mean probabilities. */
  private static FloatBuffer scores(
      Model model, List<Loader> views, CrossEntropy loss, BitSet notFinite) {
    if (views.size() == 1) {
      return forward(model, views.get(0), notFinite);
    }
    double[] mean = probabilities(model, views, loss, notFinite);
    FloatBuffer scores = FloatBuffer.allocate(mean.length);
    for (int i = 0; i < mean.length; i++) {
      scores.put(i, (float) Math.log(Math.max(mean[i], Float.MIN_VALUE))); // keeps NaN
    }
    return scores;
  }

  /** The mean probabilities over the views' current batches, N x classes. */
  private static double[] probabilities(
      Model model, List<Loader> views, CrossEntropy loss, BitSet notFinite) {
    int size = views.get(0).size();
    double[] means = new double[size * model.output().elements()];
    for (Loader view : views) {
      loss.addProbabilities(forward(model, view, notFinite), size, 1.0 / views.size(), means);
    }
    return means;
  }

  /** Computes a batch's outputs, and marks the images of which one is infinite or NaN. */
  private static FloatBuffer forward(Model model, Loader loader, BitSet notFinite) {
    Program program = model.evaluation(loader.size());
    program.forward(loader.images(), 0);
    markNotFinite(program.output(), loader.size(), model.output().elements(), notFinite);
    return program.output();
  }

  /** Moves all views to their next batch; false at the end, which all reach together. */
  private static boolean advance(List<Loader> views) {
    boolean all = true;
    for (Loader view : views) {
      all &= view.advance();
    }
    return all;
  }

  /** The number of images with an infinite output or NaN, whose prediction means nothing. */
  public int notFinite() {
    return notFinite;
  }

  /** Loss and accuracy over all images. */
  public Metrics metrics() {
    return metrics;
  }

  /** The scores of each class, and the confusion matrix. */
  public ClassScores scores() {
    return scores;
  }
}
