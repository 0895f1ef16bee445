package fovea.lab.explain;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.engine.Program;
import fovea.train.Scores;
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
        program.forward(loader.images(), 0);
        for (int i = 0; i < loader.size(); i++) {
          labels.add(loader.labels()[i]);
          probabilities.add(Scores.probabilities(program.output(), i * classes, classes));
        }
      }
    }
    return new Predictions(model.classes(), labels, probabilities);
  }

  int size() {
    return labels.size();
  }

  /** The class that an image is taken for. */
  int predicted(int image) {
    return Scores.argmax(probabilities.get(image));
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
