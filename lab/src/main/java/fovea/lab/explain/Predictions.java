package fovea.lab.explain;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.engine.Program;
import fovea.trained.TrainedModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a network says of images whose classes are known.
 *
 * @param classes the names of the classes
 * @param labels the class of each image
 * @param probabilities of each image, one a class
 */
record Predictions(List<String> classes, List<Integer> labels, List<double[]> probabilities) {

  private static final int BATCH = 250;

  Predictions {
    classes = List.copyOf(classes);
    labels = List.copyOf(labels);
    probabilities = List.copyOf(probabilities);
  }

  /** In one view, without the votes that a recipe may ask for. */
  static Predictions of(TrainedModel model, ImageSet images) {
    int classes = model.classes().size();
    List<Integer> labels = new ArrayList<>();
    List<double[]> probabilities = new ArrayList<>();
    try (Loader loader = model.inputs(images, BATCH)) {
      loader.start(0, 0);
      while (loader.advance()) {
        Program program = model.model().evaluation(loader.size());
        program.input().put(0, loader.images(), 0, program.input().capacity());
        program.forward(0);
        float[] scores = new float[program.output().capacity()];
        program.output().get(0, scores);
        for (int i = 0; i < loader.size(); i++) {
          labels.add(loader.labels()[i]);
          probabilities.add(softmax(scores, i * classes, classes));
        }
      }
    }
    return new Predictions(model.classes(), labels, probabilities);
  }

  /** The probabilities of scores, of which some start at a place. */
  static double[] softmax(float[] scores, int start, int classes) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = start; i < start + classes; i++) {
      largest = Math.max(largest, scores[i]);
    }
    double[] probabilities = new double[classes];
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      probabilities[i] = Math.exp(scores[start + i] - largest);
      sum += probabilities[i];
    }
    for (int i = 0; i < classes; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  int size() {
    return labels.size();
  }

  /** The class that an image is taken for. */
  int predicted(int image) {
    double[] each = probabilities.get(image);
    int best = 0;
    for (int i = 1; i < each.length; i++) {
      if (each[i] > each[best]) {
        best = i;
      }
    }
    return best;
  }

  /** The probability of the class that it is taken for. */
  double confidence(int image) {
    return probabilities.get(image)[predicted(image)];
  }

  boolean right(int image) {
    return predicted(image) == labels.get(image);
  }

  double accuracy() {
    return (double) IntStream.range(0, size()).filter(this::right).count() / size();
  }

  /** The share of a class's images that are recognised; NaN if it has none. */
  double accuracy(int label) {
    int[][] counts = confusion();
    return (double) counts[label][label] / IntStream.of(counts[label]).sum();
  }

  /** Rows of true classes, columns of those that their images are taken for. */
  int[][] confusion() {
    int[][] counts = new int[classes.size()][classes.size()];
    for (int image = 0; image < size(); image++) {
      counts[labels.get(image)][predicted(image)]++;
    }
    return counts;
  }

  /** The wrong ones, the most confident first. */
  List<Integer> mistakes() {
    return IntStream.range(0, size())
        .filter(image -> !right(image))
        .boxed()
        .sorted(Comparator.comparingDouble(image -> -confidence(image)))
        .toList();
  }
}
