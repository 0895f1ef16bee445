package fovea.lab.measure;

import fovea.data.DataCatalog;
import fovea.data.ImageSet;
import fovea.data.Pipeline;
import fovea.lab.figure.Charts;
import fovea.lab.words.Texts;
import fovea.recipe.ViewKind;
import fovea.train.Evaluation;
import fovea.trained.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;

/**
 * The accuracy of a network on test images and on their mirror images, per class. Horizontal flips
 * are no useful augmentation for classes whose mirror images belong to another class or to none.
 *
 * @param classes the class names
 * @param original evaluation on the test images
 * @param mirrored evaluation on their mirror images
 * @param trained whether the network was trained with random horizontal flips
 */
public record Symmetry(
    List<String> classes, Evaluation original, Evaluation mirrored, boolean trained) {

  private static final int MAX_NAME_LENGTH = 12;

  public Symmetry {
    classes = List.copyOf(classes);
  }

  /**
   * Evaluates a network on its run's test images and on their mirror images.
   *
   * @throws IOException if the images cannot be loaded or have changed since
   */
  public static Symmetry of(TrainedModel model, DataCatalog catalog) throws IOException {
    ImageSet test = model.testImages(catalog);
    List<Pipeline> views = model.views(ViewKind.FLIP);
    boolean trained = model.recipe().augment().stream().anyMatch(each -> each.contains("flip"));
    return new Symmetry(
        model.classes(),
        model.evaluate(test, views.subList(0, 1)),
        model.evaluate(test, views.subList(1, 2)),
        trained);
  }

  /** The change in a class's accuracy due to mirroring; NaN if the class has no images. */
  public double change(int label) {
    return mirrored.scores().recall(label) - original.scores().recall(label);
  }

  /** The change in overall accuracy due to mirroring. */
  public double change() {
    return mirrored.metrics().accuracy() - original.metrics().accuracy();
  }

  /** The classes that have images, sorted by {@link #change(int)}, the greatest drop first. */
  public List<Integer> fromGreatestLoss() {
    return IntStream.range(0, classes.size())
        .filter(label -> !Double.isNaN(change(label)))
        .boxed()
        .sorted(Comparator.comparingDouble(this::change))
        .toList();
  }

  /**
   * The wrong class most often predicted for a class's mirror images; the class itself if all are
   * classified correctly.
   */
  public int takenFor(int label) {
    return IntStream.range(0, classes.size())
        .filter(predicted -> predicted != label && mirrored.scores().count(label, predicted) > 0)
        .boxed()
        .max(Comparator.comparingInt(predicted -> mirrored.scores().count(label, predicted)))
        .orElse(label);
  }

  /**
   * Draws a bar chart of the accuracies per class, as PNG and SVG.
   *
   * @param base path of the files without extension
   * @throws IOException if they cannot be written
   */
  public void draw(Path base, Texts texts) throws IOException {
    List<String> names =
        classes.stream()
            .map(name -> name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH)))
            .toList();
    CategoryChart chart =
        Charts.bars(texts.text("title"), texts.text("class"), texts.text("axis"), names, texts);
    chart.getStyler().setYAxisMax(100.0);
    Charts.addBars(chart, texts.text("original"), names, percent(original));
    Charts.addBars(chart, texts.text("mirrored"), names, percent(mirrored));
    Charts.write(base, List.of(chart));
  }

  private List<Double> percent(Evaluation evaluation) {
    return IntStream.range(0, classes.size())
        .mapToDouble(label -> evaluation.scores().recall(label))
        .mapToObj(share -> Double.isNaN(share) ? 0 : 100 * share)
        .toList();
  }
}
