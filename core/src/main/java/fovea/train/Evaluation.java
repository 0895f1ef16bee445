package fovea.train;

import fovea.data.Loader;
import fovea.engine.Model;
import fovea.engine.Program;
import java.util.Arrays;

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
    int classes = model.output().elements();
    CrossEntropy loss = new CrossEntropy(classes);
    int[][] confusion = new int[classes][classes];
    loader.start(0, 0);
    while (loader.advance()) {
      Program program = model.evaluation(loader.size());
      program.input().put(0, loader.images(), 0, program.input().capacity());
      program.forward(0);
      loss.add(program.output(), loader.labels(), loader.size());
      for (int image = 0; image < loader.size(); image++) {
        confusion[loader.labels()[image]][loss.predicted(program.output(), image)]++;
      }
    }
    return new Evaluation(loss.metrics(), confusion);
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
