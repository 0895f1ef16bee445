package fovea.lab.explain;

import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.engine.Program;
import fovea.train.ClassScores;
import fovea.train.Scores;
import fovea.trained.TrainedModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network's predictions for labelled images.
 *
 * @param classes the class names
 * @param labels the true class of each image
 * @param probabilities the class probabilities of each image
 */
public record Predictions(
    List<String> classes, List<Integer> labels, List<double[]> probabilities) {

  private static final int BATCH = 250;

  public Predictions {
    classes = List.copyOf(classes);
    labels = List.copyOf(labels);
    probabilities = List.copyOf(probabilities);
  }

  /** Classifies images in a single view, without the recipe's test-time augmentation. */
  public static Predictions of(TrainedModel model, ImageSet images) {
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

  /** Number of images. */
  public int size() {
    return labels.size();
  }

  /** The predicted class of an image. */
  public int predicted(int image) {
    return Scores.argmax(probabilities.get(image));
  }

  /** The probability of the predicted class. */
  public double confidence(int image) {
    return probabilities.get(image)[predicted(image)];
  }

  /** Whether the predicted class is the true one. */
  public boolean correct(int image) {
    return predicted(image) == labels.get(image);
  }

  /** The fraction of the images classified correctly. */
  public double accuracy() {
    return (double) IntStream.range(0, size()).filter(this::correct).count() / size();
  }

  /** The scores of each class. */
  public ClassScores scores() {
    return ClassScores.of(classes.size(), labels, probabilities);
  }

  /** The confusion matrix: true classes in rows, predicted classes in columns. */
  public int[][] confusion() {
    int[][] counts = new int[classes.size()][classes.size()];
    for (int image = 0; image < size(); image++) {
      counts[labels.get(image)][predicted(image)]++;
    }
    return counts;
  }

  /** The misclassified images, the most confident prediction first. */
  public List<Integer> mistakes() {
    return IntStream.range(0, size())
        .filter(image -> !correct(image))
        .boxed()
        .sorted(Comparator.comparingDouble(image -> -confidence(image)))
        .toList();
  }
}
