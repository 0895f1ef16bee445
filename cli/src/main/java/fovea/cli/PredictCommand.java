package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.trained.Classifier;
import fovea.trained.Prediction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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
      "  fovea predict RUN *.png --top 1"
    })
final class PredictCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "A run's folder, or a .safetensors file of one.")
  private Path model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "PNG, JPEG, GIF, BMP or TIFF files.")
  private List<Path> images;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many classes to show (${DEFAULT-VALUE}).")
  private int top;

  @Option(names = "--json", description = "Print a JSON object for each image.")
  private boolean json;

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (top < 1) {
      throw new IllegalArgumentException("--top is %d: it must be at least 1".formatted(top));
    }
    int failures = 0;
    try (Classifier classifier = Classifier.load(model)) {
      for (Path image : images) {
        try {
          print(image, classifier.classify(image));
        } catch (IOException e) {
          failures++;
          Failure.report(e, console.messages(), false);
        }
      }
    }
    return failures == 0 ? 0 : 1;
  }

  private void print(Path image, Prediction prediction) {
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
    for (Prediction.Candidate each : prediction.top(top)) {
      console.result("  %-12s %6.2f %%", each.label(), 100 * each.probability());
    }
  }
}
