package fovea.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.measure.ModeComparison;
import fovea.lab.words.Texts;
import fovea.recipe.Recipe;
import fovea.recipe.ViewKind;
import fovea.run.Run;
import fovea.run.SavedCheckpoint;
import fovea.run.SavedCheckpoint.Choice;
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

/** The {@code fovea evaluate} command: evaluates a checkpoint of a run on its test images. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Evaluates a run's best checkpoint: loss, accuracies, confusion matrix.",
      "Best is the one with the highest test accuracy, which is therefore a little optimistic:"
          + " --last takes the last."
    },
    footer = {
      "",
      "Examples:",
      "  fovea evaluate runs/baseline-1",
      "  fovea evaluate RUN --json",
      "  fovea evaluate RUN --modes --lang fr"
    })
final class EvaluateCommand implements Callable<Integer> {

  private static final int NAME_WIDTH = 12;

  private final Console console;

  @Parameters(paramLabel = "RUN", descriptionKey = "run", description = "The run's folder.")
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

  @Mixin private CheckpointOption checkpoint;
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
      print(
          ModeComparison.of(
              run, checkpoint.choice(), place.catalog(console, run, language.language())),
          run.recipe(),
          texts);
      return 0;
    }
    try (TrainedModel model = TrainedModel.of(run, checkpoint.choice())) {
      Evaluation evaluation =
          model.evaluate(
              place.catalog(console, run, language.language()),
              tta == null ? model.views() : fovea.recipe.Choice.of(ViewKind.class, "tta", tta));
      SavedCheckpoint saved = run.checkpoint(checkpoint.choice());
      if (json) {
        console.json(json(evaluation, saved, model.classes()));
      } else {
        console.result("%s", text(saved, texts));
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

  private static String text(SavedCheckpoint saved, Texts texts) throws IOException {
    int batches = saved.batches();
    String epoch =
        batches == 0
            ? texts.text("epoch", saved.epoch())
            : texts.text("epochAndBatches", saved.epoch(), batches);
    return texts.text(
        saved.choice() == Choice.BEST ? "best" : "last", saved.file().getFileName(), epoch);
  }

  private ObjectNode json(Evaluation evaluation, SavedCheckpoint saved, List<String> classes)
      throws IOException {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("run", folder.toString())
            .put("checkpoint", saved.file().getFileName().toString())
            .put("epoch", saved.epoch())
            .put("batches", saved.batches())
            .put("test_loss", evaluation.metrics().loss())
            .put("test_accuracy", evaluation.metrics().accuracy())
            .put("not_finite", evaluation.notFinite());
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

  private static int images(Evaluation evaluation, int classes) {
    int images = 0;
    for (int label = 0; label < classes; label++) {
      for (int predicted = 0; predicted < classes; predicted++) {
        images += evaluation.count(label, predicted);
      }
    }
    return images;
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
    if (evaluation.notFinite() > 0) {
      console.message(
          "%s",
          texts.text("notFinite", evaluation.notFinite(), images(evaluation, classes.size())));
    }
    console.result("");
    StringBuilder header = new StringBuilder();
    for (int label = 0; label < classes.size(); label++) {
      header.append("%5s".formatted(label));
    }
    int width = texts.text("accuracy").length();
    String row = "%3s " + Column.of(classes, name -> name, NAME_WIDTH) + " %" + width + "s %s";
    console.result(
        row, "", texts.text("class"), texts.text("accuracy"), " " + texts.text("takenFor"));
    console.result(row, "", "", "", header);
    for (int label = 0; label < classes.size(); label++) {
      StringBuilder counts = new StringBuilder();
      for (int predicted = 0; predicted < classes.size(); predicted++) {
        counts.append("%5s".formatted(evaluation.count(label, predicted)));
      }
      console.result(
          row, label, classes.get(label), percentage(evaluation.accuracy(label), texts), counts);
    }
  }
}
