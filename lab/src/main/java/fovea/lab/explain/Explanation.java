package fovea.lab.explain;

import fovea.data.DataCatalog;
import fovea.data.ImageSet;
import fovea.data.Loader;
import fovea.lab.words.Texts;
import fovea.nn.Network;
import fovea.run.Run;
import fovea.trained.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes all figures that explain a trained network, and an HTML page that shows them: its filters,
 * its responses to single images, and its performance on the test images.
 */
public final class Explanation {

  /** Number of test images to explain if none are given. */
  private static final int IMAGES = 4;

  /**
   * Number of test images used for top activations, principal components and activation statistics.
   */
  private static final int SAMPLE = 2000;

  private static final int BATCH = 250;

  private final TrainedModel model;
  private final String language;
  private final Texts texts;
  private final Path folder;
  private final Consumer<String> progress;

  /**
   * @param language {@code en} or {@code fr}
   * @param folder the output folder, created if necessary
   * @param progress receives the heading of each finished figure
   */
  public Explanation(TrainedModel model, String language, Path folder, Consumer<String> progress) {
    this.model = model;
    this.language = language;
    this.texts = Texts.of("explain.explain", language);
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Writes all figures and the page.
   *
   * @param run the model's run
   * @param catalog where to find the test images
   * @param files image files to explain; if empty, some test images are explained
   * @return the page's file
   * @throws IOException if images cannot be read, or files cannot be written
   */
  public Path write(Run run, DataCatalog catalog, List<Path> files) throws IOException {
    ImageSet test = model.testImages(catalog);
    List<ExplainedImage> samples = files.isEmpty() ? firstPerClass(test) : read(files);
    Files.createDirectories(folder);
    Predictions predictions = Predictions.of(model, test);
    Network network = model.model().network();
    Page page =
        new Page(
            texts,
            language,
            texts.text("page.title", network.name()),
            texts.text(
                "page.lead",
                run.folder(),
                network.name(),
                texts.number(network.parameterCount(model.model().input())),
                texts.percent(predictions.accuracy()),
                texts.number(test.size())));
    List<Supplier<Section>> sections = sections(samples, test, predictions);
    ActivationHistory.of(run).ifPresent(history -> sections.add(() -> history.section(texts)));
    for (Supplier<Section> section : sections) {
      Section made = section.get();
      made.figure().write(folder.resolve(made.file()));
      page.add(made);
      progress.accept(made.heading());
    }
    return page.write(folder);
  }

  private List<Supplier<Section>> sections(
      List<ExplainedImage> samples, ImageSet test, Predictions predictions) {
    FilterFigures filters = new FilterFigures(model, texts);
    ImageFigures images = new ImageFigures(model, texts);
    TestFigures tests = new TestFigures(test, predictions, texts);
    ImageSet sample = test.limit(SAMPLE);
    List<Supplier<Section>> sections = new ArrayList<>();
    sections.add(filters::first);
    for (int i = 0; i < samples.size(); i++) {
      ExplainedImage each = samples.get(i);
      String number = Integer.toString(i + 1);
      sections.add(() -> images.featureMaps(each, "features-" + number));
      sections.add(() -> images.maps(each, "maps-" + number));
    }
    filters
        .layers()
        .forEach(layer -> sections.add(() -> filters.maximallyActivating(layer, sample)));
    sections.add(filters::classes);
    sections.add(tests::confusion);
    sections.add(tests::classScores);
    sections.add(tests::mistakes);
    sections.add(tests::calibration);
    sections.add(
        () ->
            tests.components(
                TargetLayers.lastHidden(model.model().network()),
                PcaProjection.ofLastHidden(model, sample)));
    sections.add(() -> activations(tests, sample));
    return sections;
  }

  private Section activations(TestFigures tests, ImageSet sample) {
    try (Loader loader = model.inputs(sample, BATCH)) {
      return tests.activations(model.activations(loader), sample.size());
    }
  }

  /** The first image of each class, up to {@code IMAGES} classes. */
  private List<ExplainedImage> firstPerClass(ImageSet test) {
    List<ExplainedImage> samples = new ArrayList<>();
    boolean[] seen = new boolean[test.classes().size()];
    for (int i = 0; i < test.size() && samples.size() < IMAGES; i++) {
      int label = test.label(i);
      if (!seen[label]) {
        seen[label] = true;
        String name = texts.text("sample", i, test.classes().get(label));
        samples.add(
            ExplainedImage.of(model, name, ExplainedImage.single(test, i), OptionalInt.of(label)));
      }
    }
    return samples;
  }

  private List<ExplainedImage> read(List<Path> files) throws IOException {
    List<ExplainedImage> samples = new ArrayList<>();
    for (Path file : files) {
      samples.add(
          ExplainedImage.of(
              model, file.getFileName().toString(), model.image(file), OptionalInt.empty()));
    }
    return samples;
  }
}
