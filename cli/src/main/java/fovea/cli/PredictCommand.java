package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.words.Texts;
import fovea.recipe.RecipeException;
import fovea.run.Run;
import fovea.run.SavedCheckpoint.Choice;
import fovea.trained.Classifier;
import fovea.trained.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
      "  fovea predict RUN *.png --top 1 --lang fr"
    })
final class PredictCommand implements Callable<Integer> {

  private static final int NAME_WIDTH = 12;

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      descriptionKey = "run",
      description = "A run's folder, or a .safetensors file of one.")
  private Path model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      descriptionKey = "image",
      description = "PNG, JPEG, GIF, BMP or TIFF files.")
  private List<Path> images;

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

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (top < 1) {
      throw new IllegalArgumentException("--top is %s: it must be at least 1".formatted(top));
    }
    Texts texts = language.texts(Console.BUNDLE);
    int failures = 0;
    try (Classifier classifier = load()) {
      for (Path image : images) {
        try {
          print(image, classifier.classify(image), texts);
        } catch (IOException e) {
          failures++;
          Failure.report(e, console.messages(), false);
        }
      }
    }
    return failures == 0 ? 0 : 1;
  }

  private Classifier load() throws IOException {
    if (checkpoint.choice() == Choice.BEST) {
      return Classifier.load(model);
    }
    if (!Files.isDirectory(model)) {
      throw new RecipeException("--last chooses a checkpoint of a run: give the run's folder");
    }
    return Classifier.load(Run.open(model), Choice.LAST);
  }

  private void print(Path image, Prediction prediction, Texts texts) {
    if (json) {
      ObjectNode node = JsonNodeFactory.instance.objectNode().put("image", image.toString());
      ArrayNode predictions = node.putArray("predictions");
      for (Prediction.Candidate each : prediction.top(top)) {
        predictions.addObject().put("class", each.label()).put("probability", each.probability());
      }
      console.json(node);
      return;
    }
    console.result("%s", image);
    List<Prediction.Candidate> candidates = prediction.top(top);
    String row = "  " + Column.of(candidates, Prediction.Candidate::label, NAME_WIDTH) + " %9s";
    for (Prediction.Candidate each : candidates) {
      console.result(row, each.label(), texts.percent(each.probability(), 2));
    }
  }
}
