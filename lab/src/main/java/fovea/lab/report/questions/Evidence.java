package fovea.lab.report.questions;

import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.ImageSet;
import fovea.images.RecipeImages;
import fovea.lab.measure.Gradients;
import fovea.lab.words.Texts;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Summary;
import fovea.nn.Zoo;
import fovea.run.History;
import fovea.run.SavedCheckpoint.Choice;
import fovea.trained.TrainedModel;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What questions are answered from: the user's runs, their images, and the lab's network. */
final class Evidence {

  private static final Logger LOG = LoggerFactory.getLogger(Evidence.class);

  /** Seconds that an epoch on all of CIFAR-10 takes, if no run of the user's says better. */
  private static final double USUAL_SECONDS = 9;

  /** Test images whose gradients are measured. */
  private static final int GRADIENTS = 1024;

  private static final int CIFAR_IMAGES = 50_000;
  private static final int MNIST_IMAGES = 60_000;

  private final Path folder;
  private final FoundRuns runs;
  private final DataCatalog catalog;
  private final Wording words;
  private final Measurements measurements;
  private final Map<String, DataSet> images = new HashMap<>();
  private final Set<String> warned = new HashSet<>();

  /**
   * @param folder the folder of all runs
   * @param texts the bundle {@code report.questions.facts}
   */
  Evidence(Path folder, FoundRuns runs, DataCatalog catalog, Texts texts) {
    this.folder = folder;
    this.runs = runs;
    this.catalog = catalog;
    words = new Wording(texts);
    measurements = new Measurements(folder);
  }

  FoundRuns runs() {
    return runs;
  }

  Wording words() {
    return words;
  }

  Texts texts() {
    return words.texts();
  }

  /** The lab's network. */
  Network network() {
    return Zoo.network("cifarnet", Zoo.Options.classes(Zoo.classes("cifarnet")));
  }

  /** The shape of the images that it is for. */
  Shape input() {
    return Zoo.input("cifarnet");
  }

  Summary summary() {
    return Summary.of(network(), input());
  }

  /** A bundle of another part of the lab, in the report's language. */
  Texts texts(String bundle) {
    return Texts.of(bundle, texts().isFrench() ? "fr" : "en");
  }

  /** The results of methods without a network. */
  List<FoundBaseline> baselines() throws IOException {
    return FoundBaseline.below(folder);
  }

  /** The run with weights whose network recognises most: of the fullest data set. */
  Optional<FoundRun> best(Predicate<FoundRun> wanted) {
    return runs.all().stream()
        .filter(FoundRun::hasWeights)
        .filter(wanted)
        .max(
            Comparator.<FoundRun>comparingInt(run -> run.info().trainImages())
                .thenComparingDouble(run -> run.history().last().testAccuracy()));
  }

  /** How a network is measured on some of its run's test images. */
  @FunctionalInterface
  interface ModelMeasure {
    Map<String, Double> numbers(TrainedModel model, ImageSet images) throws IOException;
  }

  /**
   * Measures a run's network on test images; empty, with a warning, if the run or its images cannot
   * be read.
   *
   * @param name the name of the measurement: letters and digits
   * @param most the most images to measure on
   */
  Optional<Map<String, Double>> measure(FoundRun run, String name, int most, ModelMeasure measure) {
    return attempt(
        run,
        name,
        () -> {
          try (TrainedModel model = TrainedModel.of(run.run())) {
            return measure.numbers(model, testImages(run).limit(most));
          }
        });
  }

  /** Measures as {@link #measure} does, with a model that can compute in training mode. */
  Optional<Map<String, Double>> measureInTraining(
      FoundRun run, String name, int most, ModelMeasure measure) {
    return attempt(
        run,
        name,
        () -> {
          try (TrainedModel model = TrainedModel.trainable(run.run(), Choice.BEST)) {
            return measure.numbers(model, testImages(run).limit(most));
          }
        });
  }

  /**
   * Measures the gradients of a run's network: {@code images}, {@code batch}, {@code noise} and
   * {@code noiseOfFour} of {@link Gradients}, and the magnitude of each layer's by the name of its
   * weights.
   */
  Optional<Map<String, Double>> gradients(FoundRun run) {
    return measureInTraining(
        run,
        "gradients",
        GRADIENTS,
        (model, images) -> {
          Gradients gradients = Gradients.of(model, images);
          Map<String, Double> numbers = new TreeMap<>(gradients.magnitudes());
          numbers.put("images", (double) gradients.images());
          numbers.put("batch", (double) gradients.batch());
          numbers.put("noise", gradients.noise());
          numbers.put("noiseOfFour", gradients.noiseOfFour());
          return numbers;
        });
  }

  /** Measures a run's network as it was before the first step. */
  Optional<Map<String, Double>> measureUntrained(
      FoundRun run, String name, int most, ModelMeasure measure) {
    return attempt(
        run,
        name,
        () -> {
          try (TrainedModel model = TrainedModel.untrained(run.run())) {
            return measure.numbers(model, testImages(run).limit(most));
          }
        });
  }

  /** Measures something about a run's images. */
  Optional<Map<String, Double>> measureImages(
      FoundRun run, String name, Measurements.Measure measure) {
    return attempt(run, name, measure);
  }

  private Optional<Map<String, Double>> attempt(
      FoundRun run, String name, Measurements.Measure measure) {
    try {
      return Optional.of(measurements.of(run, name, measure));
    } catch (IOException | IllegalArgumentException e) {
      String why =
          e instanceof NoSuchFileException ? "there is no " + e.getMessage() : e.getMessage();
      String warning = "%s is not measured: %s".formatted(run.folder(), why);
      if (warned.add(warning)) { // once, not for each of its measurements
        LOG.warn("{}", warning);
      }
      return Optional.empty();
    }
  }

  private ImageSet testImages(FoundRun run) throws IOException {
    return data(run).test();
  }

  /**
   * The images that a run was trained and tested on.
   *
   * @throws IOException if they cannot be loaded, or have changed since
   */
  DataSet data(FoundRun run) throws IOException {
    String key = run.info().trainChecksum() + run.info().testChecksum();
    DataSet known = images.get(key);
    if (known == null) {
      known = RecipeImages.again(catalog, run.recipe(), run.info().data());
      images.put(key, known);
    }
    return known;
  }

  /** The real images that are always there. */
  DataSet sample() throws IOException {
    return catalog.load("cifar10-mini");
  }

  /** The place for a run that is missing. */
  String out(String name) {
    String place = folder.resolve(name).toString();
    return place.contains(" ") ? "'" + place + "'" : place;
  }

  /** How long it takes to train epochs of all of CIFAR-10: as long as they took the user's runs. */
  Duration cifarEpochs(int epochs) {
    return Duration.ofSeconds(Math.round(epochs * secondsPerEpoch()));
  }

  /** How long it takes to train epochs of LeNet-5 on MNIST. */
  Duration mnistEpochs(int epochs) {
    return Duration.ofSeconds(Math.round(epochs * USUAL_SECONDS * MNIST_IMAGES / CIFAR_IMAGES / 2));
  }

  private double secondsPerEpoch() {
    return runs.all().stream()
        .filter(run -> run.ofTheLab() && run.info().trainImages() == CIFAR_IMAGES)
        .flatMap(run -> run.history().epochs().stream())
        .mapToDouble(History.Epoch::seconds)
        .average()
        .orElse(USUAL_SECONDS);
  }
}
