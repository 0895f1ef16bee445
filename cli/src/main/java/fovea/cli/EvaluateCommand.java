package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.measure.ModeComparison;
import fovea.lab.words.Texts;
import fovea.recipe.Choice;
import fovea.recipe.Recipe;
import fovea.recipe.ViewKind;
import fovea.run.Run;
import fovea.train.Evaluation;
import fovea.trained.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea evaluate} command: evaluates a run's best checkpoint on its test images. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Evaluates a run's best checkpoint: loss, accuracies, confusion matrix.",
    footer = {
      "",
      "Examples:",
      "  fovea evaluate runs/baseline-1",
      "  fovea evaluate RUN --json",
      "  fovea evaluate RUN --modes --lang fr    compares training and evaluation mode"
    })
final class EvaluateCommand implements Callable<Integer> {

  private static final int NAME_WIDTH = 12;

  private final Console console;

  @Parameters(paramLabel = "RUN", description = "The run's folder.")
  private Path folder;

  @Option(
      names = "--tta",
      paramLabel = "NAME",
      description = "Test-time augmentation: none, flip or flip-shift (the run's own).")
  private String tta;

  @Option(
      names = "--modes",
      description = "Compare training mode with evaluation mode, and explain the difference.")
  private boolean modes;

  @Mixin private PlaceOption place;

  @Mixin private LanguageOption language;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Texts texts = language.texts("evaluation");
    Run run = Run.open(folder);
    if (modes) {
      print(ModeComparison.of(run, place.catalog(console, run)), run.recipe(), texts);
      return 0;
    }
    try (TrainedModel model = TrainedModel.of(run)) {
      Evaluation evaluation =
          model.evaluate(
              place.catalog(console, run),
              tta == null ? model.views() : Choice.of(ViewKind.class, "tta", tta));
      if (json) {
        console.json(json(evaluation, model.classes()));
      } else {
        print(evaluation, model.classes(), texts);
      }
    }
    return 0;
  }

  private void print(ModeComparison comparison, Recipe recipe, Texts texts) {
    if (json) {
      console.json(ModesDisplay.json(comparison, folder.toString()));
    } else {
      new ModesDisplay(console, texts).print(comparison, recipe);
    }
  }

  private ObjectNode json(Evaluation evaluation, List<String> classes) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("run", folder.toString())
            .put("test_loss", evaluation.metrics().loss())
            .put("test_accuracy", evaluation.metrics().accuracy());
    ObjectNode perClass = node.putObject("class_accuracy");
    ArrayNode confusion = node.putArray("confusion");
    for (int label = 0; label < classes.size(); label++) {
      double accuracy = evaluation.accuracy(label);
      if (Double.isNaN(accuracy)) {
        perClass.putNull(classes.get(label));
      } else {
        perClass.put(classes.get(label), accuracy);
      }
      ArrayNode row = confusion.addArray();
      for (int predicted = 0; predicted < classes.size(); predicted++) {
        row.add(evaluation.count(label, predicted));
      }
    }
    return node;
  }

  private static String percentage(double share, Texts texts) {
    return Double.isNaN(share) ? "-" : texts.percent(share, 2);
  }

  private void print(Evaluation evaluation, List<String> classes, Texts texts) {
    String loss = texts.text("testLoss");
    String accuracy = texts.text("testAccuracy");
    String format = "%-" + (Math.max(loss.length(), accuracy.length()) + 2) + "s%s";
    console.result(format, loss, texts.number(evaluation.metrics().loss(), 4));
    console.result(format, accuracy, texts.number(100 * evaluation.metrics().accuracy(), 2) + " %");
    console.result("");
    StringBuilder header = new StringBuilder();
    for (int label = 0; label < classes.size(); label++) {
      header.append("%5s".formatted(label));
    }
    int width = texts.text("accuracy").length();
    String row = "%3s %-" + NAME_WIDTH + "s %" + width + "s %s";
    console.result(
        row, "", texts.text("class"), texts.text("accuracy"), " " + texts.text("takenFor"));
    console.result(row, "", "", "", header);
    for (int label = 0; label < classes.size(); label++) {
      StringBuilder counts = new StringBuilder();
      for (int predicted = 0; predicted < classes.size(); predicted++) {
        counts.append("%5d".formatted(evaluation.count(label, predicted)));
      }
      String name = classes.get(label);
      console.result(
          row,
          label,
          name.substring(0, Math.min(name.length(), NAME_WIDTH)),
          percentage(evaluation.accuracy(label), texts),
          counts);
    }
  }
}
