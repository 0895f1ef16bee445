package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.AtomicFile;
import fovea.data.DataSet;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.lab.baseline.BagOfWords;
import fovea.lab.baseline.BaselineResult;
import fovea.lab.baseline.KMeansFeatures;
import fovea.lab.figure.Figure;
import fovea.lab.words.Texts;
import fovea.nn.Zoo;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeKeys;
import fovea.run.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code fovea baseline} command: classifies images by methods from before deep learning. */
@Command(
    name = "baseline",
    mixinStandardHelpOptions = true,
    description = "Classifies images by methods from before deep learning, for comparison.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  fovea baseline bow --words 1000",
      "  fovea baseline kmeans --centroids 800 --lang fr",
      "  fovea baseline bow --dataset cifar10-mini --words 50"
    })
final class BaselineCommand {

  private static final String NETWORK = "cifarnet";

  private final Console console;

  /** Options that both methods share. */
  @Command // mixed into both commands
  static final class Common {
    @Option(
        names = "--dataset",
        paramLabel = "NAME|DIR",
        defaultValue = "cifar10",
        description = "The data set (${DEFAULT-VALUE}).")
    private String dataset;

    @Option(
        names = "--limit-train",
        paramLabel = "N",
        defaultValue = "0",
        description = "Use only N training images, of all classes; 0: all.")
    private int limitTrain;

    @Option(
        names = "--limit-test",
        paramLabel = "N",
        defaultValue = "0",
        description = "Use only N test images, of all classes; 0: all.")
    private int limitTest;

    @Option(
        names = "--engine",
        paramLabel = "NAME",
        defaultValue = "auto",
        description = "Engine for the matrix products: auto, onednn or reference.")
    private String engine;

    @Option(
        names = "--threads",
        paramLabel = "N",
        defaultValue = "0",
        description = "Number of compute threads; 0: all cores.")
    private int threads;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "0",
        description = "Random seed (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
        names = "--out",
        paramLabel = "DIR",
        descriptionKey = "baseline-out",
        description = "Folder in which to keep the result, as baseline.json, for the report.")
    private Optional<Path> out = Optional.empty();

    @Mixin private LanguageOption language;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    Texts texts() {
      return language.texts("baseline.baseline");
    }
  }

  BaselineCommand(Console console) {
    this.console = console;
  }

  @Command(
      name = "bow",
      mixinStandardHelpOptions = true,
      description = {
        "Bag of visual words.",
        "Dense SIFT descriptors are clustered into words by k-means; linear support",
        "vector machines classify each image by its histogram of words."
      },
      footer = {
        "",
        "Examples:",
        "  fovea baseline bow --words 1000",
        "  fovea baseline bow --dataset mnist --words 300 --patch-size 12 --json"
      })
  int bow(
      @Mixin Common common,
      @Option(
              names = "--words",
              paramLabel = "N",
              defaultValue = "1000",
              description = "Number of visual words (${DEFAULT-VALUE}).")
          int words,
      @Option(
              names = "--patch-size",
              paramLabel = "N",
              defaultValue = "12",
              description = "Side of a descriptor in pixels, a multiple of 4 (${DEFAULT-VALUE}).")
          int patch,
      @Option(
              names = "--step",
              paramLabel = "N",
              defaultValue = "2",
              description = "Pixels between descriptors (${DEFAULT-VALUE}).")
          int step,
      @Option(
              names = "--sample",
              paramLabel = "N",
              defaultValue = "50000",
              description = "Number of descriptors to cluster (${DEFAULT-VALUE}).")
          int sample,
      @Option(
              names = "--iterations",
              paramLabel = "N",
              defaultValue = "15",
              description = "Maximum number of k-means iterations (${DEFAULT-VALUE}).")
          int iterations,
      @Option(
              names = "--cost",
              paramLabel = "X",
              defaultValue = "10",
              description = "Cost of margin violations, the SVMs' C (${DEFAULT-VALUE}).")
          double cost)
      throws IOException {
    Texts texts = common.texts();
    BagOfWords method = new BagOfWords(words, patch, step, sample, iterations, cost, common.seed);
    DataSet data = data(common);
    try (StageDisplay display = new StageDisplay(console, texts)) {
      finish(method.run(data, engine(common), display), data, common, texts);
    }
    return 0;
  }

  @Command(
      name = "kmeans",
      mixinStandardHelpOptions = true,
      description = {
        "One layer of features learned without labels (Coates, Lee and Ng 2011).",
        "Whitened patches are clustered by k-means. The similarities of an image's",
        "patches to the centroids, summed over each quadrant, go into linear support",
        "vector machines."
      },
      footer = {
        "",
        "Examples:",
        "  fovea baseline kmeans",
        "  fovea baseline kmeans --centroids 1600 --sample 200000",
        "  fovea baseline kmeans --dataset cifar10-mini --centroids 40 --sample 2000 --json"
      })
  int kmeans(
      @Mixin Common common,
      @Option(
              names = "--centroids",
              paramLabel = "N",
              defaultValue = "800",
              description = "Number of centroids (${DEFAULT-VALUE}).")
          int centroids,
      @Option(
              names = "--patch-size",
              paramLabel = "N",
              defaultValue = "6",
              description = "Side of a patch in pixels (${DEFAULT-VALUE}).")
          int patch,
      @Option(
              names = "--sample",
              paramLabel = "N",
              defaultValue = "100000",
              description = "Number of patches to cluster (${DEFAULT-VALUE}).")
          int sample,
      @Option(
              names = "--iterations",
              paramLabel = "N",
              defaultValue = "10",
              description = "Maximum number of k-means iterations (${DEFAULT-VALUE}).")
          int iterations,
      @Option(
              names = "--decay",
              paramLabel = "X",
              defaultValue = "0.003",
              description = "Weight decay of the SVMs (${DEFAULT-VALUE}).")
          double decay)
      throws IOException {
    Texts texts = common.texts();
    KMeansFeatures method =
        new KMeansFeatures(centroids, patch, sample, iterations, decay, common.seed);
    DataSet data = data(common);
    try (StageDisplay display = new StageDisplay(console, texts)) {
      finish(method.run(data, engine(common), display), data, common, texts);
    }
    return 0;
  }

  private static Engine engine(Common common) {
    RecipeKeys.checked("threads", Integer.toString(common.threads));
    Engines.checkThreads(common.threads);
    return Engines.named(RecipeKeys.checked("engine", common.engine));
  }

  private DataSet data(Common common) throws IOException {
    for (Map.Entry<String, Integer> limit :
        Map.of("--limit-train", common.limitTrain, "--limit-test", common.limitTest).entrySet()) {
      if (limit.getValue() < 0) {
        throw new RecipeException(
            "%s is %s: it must be 0 or more".formatted(limit.getKey(), limit.getValue()));
      }
    }
    DataSet data = console.catalog(common.language.language()).load(common.dataset);
    return new DataSet(
        data.name(),
        common.limitTrain == 0 ? data.train() : data.train().limit(common.limitTrain),
        common.limitTest == 0 ? data.test() : data.test().limit(common.limitTest));
  }

  /** Prints the result and keeps it, if a folder is given. */
  private void finish(BaselineResult result, DataSet data, Common common, Texts texts)
      throws IOException {
    long networkParameters =
        Zoo.network(NETWORK, Zoo.Options.classes(data.classes().size()))
            .parameterCount(data.shape());
    print(result, networkParameters, common, texts);
    if (common.out.isPresent()) {
      Path file = Figure.folder(common.out.get()).resolve("baseline.json");
      String text = json(result, common, networkParameters) + "\n";
      AtomicFile.write(file, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
      console.message("%s", file);
    }
  }

  private void print(BaselineResult result, long networkParameters, Common common, Texts texts) {
    if (common.json) {
      console.json(json(result, common, networkParameters));
      return;
    }
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("testAccuracy", percent(result.testAccuracy(), texts));
    lines.put("trainAccuracy", percent(result.trainAccuracy(), texts));
    lines.put(
        "parameters",
        texts.text(
            "parameterCounts",
            texts.number(result.parameters()),
            texts.number(result.unsupervised()),
            texts.number(result.supervised()),
            NETWORK,
            texts.number(networkParameters)));
    lines.put("features", texts.text("featureCount", texts.number(result.features())));
    lines.put("time", time(result, texts));
    int width = lines.keySet().stream().mapToInt(key -> texts.text(key).length()).max().orElse(0);
    String format = "%-" + (width + 2) + "s%s";
    lines.forEach((key, value) -> console.result(format, texts.text(key), value));
  }

  private static String percent(double share, Texts texts) {
    return texts.number(100 * share, 2) + " %";
  }

  private static String time(BaselineResult result, Texts texts) {
    return texts.text(
        "seconds",
        texts.number(result.totalSeconds(), 1),
        result.seconds().entrySet().stream()
            .map(
                stage ->
                    texts.text("stage." + stage.getKey()) + " " + texts.number(stage.getValue(), 1))
            .collect(Collectors.joining(", ")));
  }

  private static ObjectNode json(BaselineResult result, Common common, long networkParameters) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("method", result.method())
            .put("dataset", common.dataset)
            .put("seed", common.seed)
            .put("train_images", result.trainImages())
            .put("test_images", result.testImages())
            .put("features", result.features())
            .put("parameters", result.parameters())
            .put("parameters_without_labels", result.unsupervised())
            .put("parameters_of_classifier", result.supervised())
            .put("network", NETWORK)
            .put("network_parameters", networkParameters)
            .put("train_accuracy", result.trainAccuracy())
            .put("test_accuracy", result.testAccuracy())
            .put("seconds", result.totalSeconds());
    ObjectNode stages = node.putObject("stage_seconds");
    result.seconds().forEach(stages::put);
    Machine.peakMemory().ifPresent(bytes -> node.put("peak_memory_mb", bytes >> 20));
    return node;
  }
}
