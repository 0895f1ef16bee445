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
 * Whether left and right can be exchanged: what a network recognises of test images and of their
 * mirror images. Where a mirror image is another class, or nothing at all, mirroring images does
 * not help to learn them.
 *
 * @param classes the names of the classes
 * @param original of the test images
 * @param mirrored of their mirror images
 * @param trained whether training images were mirrored at random
 */
public record Symmetry(
    List<String> classes, Evaluation original, Evaluation mirrored, boolean trained) {

  private static final int LONGEST_NAME = 12;

  public Symmetry {
    classes = List.copyOf(classes);
  }

  /**
   * Evaluates a network on the test images that its run was tested on, and on their mirror images.
   *
   * @throws IOException if the images cannot be had, or are others than they were
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

  /** By how much mirroring changes the accuracy of a class; NaN if it has no images. */
  public double change(int label) {
    return mirrored.accuracy(label) - original.accuracy(label);
  }

  /** By how much it changes the accuracy over all images. */
  public double change() {
    return mirrored.metrics().accuracy() - original.metrics().accuracy();
  }

  /** The classes that have images, from the greatest loss to the least. */
  public List<Integer> fromGreatestLoss() {
    return IntStream.range(0, classes.size())
        .filter(label -> !Double.isNaN(change(label)))
        .boxed()
        .sorted(Comparator.comparingDouble(this::change))
        .toList();
  }

  /** The class that most mirror images of a class are taken for instead; itself if none are. */
  public int takenFor(int label) {
    return IntStream.range(0, classes.size())
        .filter(predicted -> predicted != label && mirrored.count(label, predicted) > 0)
        .boxed()
        .max(Comparator.comparingInt(predicted -> mirrored.count(label, predicted)))
        .orElse(label);
  }

  /**
   * Draws bars for each class, as PNG and SVG.
   *
   * @param base the files' path without their endings
   * @throws IOException if they cannot be written
   */
  public void draw(Path base, Texts texts) throws IOException {
    List<String> names =
        classes.stream()
            .map(name -> name.substring(0, Math.min(name.length(), LONGEST_NAME)))
            .toList();
    CategoryChart chart =
        Charts.bars(
            texts.text("title"), texts.text("class"), texts.text("axis"), names, texts.locale());
    chart.getStyler().setYAxisMax(100.0);
    Charts.addBars(chart, texts.text("original"), names, percent(original));
    Charts.addBars(chart, texts.text("mirrored"), names, percent(mirrored));
    Charts.write(base, List.of(chart));
  }

  private List<Double> percent(Evaluation evaluation) {
    return IntStream.range(0, classes.size())
        .mapToDouble(evaluation::accuracy)
        .mapToObj(share -> Double.isNaN(share) ? 0 : 100 * share)
        .toList();
  }
}
