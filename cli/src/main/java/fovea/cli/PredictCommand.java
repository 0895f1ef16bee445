package fovea.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.cluster.Cluster;
import fovea.lab.words.Texts;
import fovea.recipe.RecipeException;
import fovea.run.Run;
import fovea.run.SavedCheckpoint.Choice;
import fovea.trained.Classifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea predict} command: classifies image files. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = "Classifies image files with a run's best checkpoint.",
    footer = {
      "",
      "Examples:",
      "  fovea predict runs/baseline-1 cat.jpg",
      "  fovea predict RUN *.png --top 1 --lang fr",
      "  spark-submit --master yarn fovea-spark.jar predict hdfs:///runs/mine hdfs:///photos --json"
    })
final class PredictCommand implements Callable<Integer> {

  private static final int NAME_WIDTH = 12;

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      descriptionKey = "run",
      description = "A run's folder, or a .safetensors file of one.")
  private String model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      descriptionKey = "image",
      description = "PNG, JPEG, GIF, BMP, TIFF or WebP files.")
  private List<String> images;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many classes to show (${DEFAULT-VALUE}).")
  private int top;

  @Mixin private CheckpointOption checkpoint;
  @Mixin private LanguageOption language;

  @Option(names = "--json", description = "Print a JSON object for each image.")
  private boolean json;

  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Classify on the machines of a Spark cluster (see docs/cluster.md). RUN and IMAGE are"
              + " paths or addresses that all machines see; an IMAGE may also be a folder or a"
              + " pattern.")
  private Optional<String> spark;

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (top < 1) {
      throw new IllegalArgumentException("--top is %s: it must be at least 1".formatted(top));
    }
    Texts texts = language.texts(Console.BUNDLE);
    int failures = spark.isPresent() ? onCluster(texts) : here(texts);
    return failures == 0 ? 0 : 1;
  }

  /** Classifies the images in this process, and returns how many could not be read. */
  private int here(Texts texts) throws IOException {
    int failures = 0;
    try (Classifier classifier = load(Path.of(model))) {
      for (String image : images) {
        try {
          print(image, classifier.classify(Path.of(image)).json(top), texts);
        } catch (IOException e) {
          failures++;
          Failure.report(e, console.messages(), false);
        }
      }
    }
    return failures;
  }

  /** Classifies the images on a cluster, and returns how many could not be read. */
  private int onCluster(Texts texts) throws IOException {
    if (checkpoint.choice() != Choice.BEST) {
      throw new RecipeException("--last is for this machine: with --spark, name the checkpoint");
    }
    AtomicInteger failures = new AtomicInteger();
    try (Cluster machines =
        ClusterOptions.connect(console, spark.orElseThrow(), language.language())) {
      machines.classify(
          model,
          images,
          top,
          answer -> {
            if (answer.has("problem")) {
              failures.incrementAndGet();
              console.message("fovea: %s", answer.path("problem").asText());
            } else {
              print(answer.path("image").asText(), answer.withArray("predictions"), texts);
            }
          });
    }
    return failures.get();
  }

  private Classifier load(Path model) throws IOException {
    if (checkpoint.choice() == Choice.BEST) {
      return Classifier.load(model);
    }
    if (!Files.isDirectory(model)) {
      throw new RecipeException("--last chooses a checkpoint of a run: give the run's folder");
    }
    return Classifier.load(Run.open(model), Choice.LAST);
  }

  private void print(String image, ArrayNode predictions, Texts texts) {
    if (json) {
      console.json(
          JsonNodeFactory.instance
              .objectNode()
              .put("image", image)
              .<ObjectNode>set("predictions", predictions));
      return;
    }
    console.result("%s", image);
    List<JsonNode> candidates = new ArrayList<>();
    predictions.forEach(candidates::add);
    String row =
        "  " + Column.of(candidates, each -> each.path("class").asText(), NAME_WIDTH) + " %9s";
    for (JsonNode each : candidates) {
      console.result(
          row, each.path("class").asText(), texts.percent(each.path("probability").asDouble(), 2));
    }
  }
}
