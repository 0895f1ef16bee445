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
import fovea.train.ClassScores;
import fovea.train.Evaluation;
import fovea.trained.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea evaluate} command: evaluates a checkpoint of a run on its test images. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Evaluates a run's best checkpoint: loss, accuracy, scores of each class, confusion matrix.",
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

  /** The width of a share such as 100.00 %. */
  private static final int PERCENT_WIDTH = 8;

  private static final int FIVE = 5;

  /** With more classes, the confusion matrix is wider than a terminal. */
  private static final int MAX_MATRIX_CLASSES = 20;

  private static final int MAX_JSON_CLASSES = 1000;

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
    ClassScores scores = evaluation.scores();
    putScores(node, scores.precision(), scores.recall(), scores.f1(), scores.topFive());
    ObjectNode accuracies = node.putObject("class_accuracy");
    ObjectNode perClass = node.putObject("class_scores");
    for (int label = 0; label < classes.size(); label++) {
      put(accuracies, classes.get(label), scores.recall(label));
      putScores(
          perClass.putObject(classes.get(label)).put("images", scores.images(label)),
          scores.precision(label),
          scores.recall(label),
          scores.f1(label),
          scores.topFive(label));
    }
    if (classes.size() <= MAX_JSON_CLASSES) {
      ArrayNode confusion = node.putArray("confusion");
      for (int label = 0; label < classes.size(); label++) {
        ArrayNode row = confusion.addArray();
        for (int predicted = 0; predicted < classes.size(); predicted++) {
          row.add(scores.count(label, predicted));
        }
      }
    }
    return node;
  }

  private static void putScores(
      ObjectNode node, double precision, double recall, double f1, double topFive) {
    put(node, "precision", precision);
    put(node, "recall", recall);
    put(node, "f1", f1);
    put(node, "top5_accuracy", topFive);
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else {
      node.put(name, value);
    }
  }

  private void print(Evaluation evaluation, List<String> classes, Texts texts) {
    boolean five = classes.size() > FIVE; // otherwise the class is always among the first five
    printTotals(evaluation, five, texts);
    console.result("");
    printScores(evaluation.scores(), classes, five, texts);
    if (classes.size() <= MAX_MATRIX_CLASSES) {
      console.result("");
      printMatrix(evaluation.scores(), classes, texts);
    }
  }

  private void printTotals(Evaluation evaluation, boolean five, Texts texts) {
    List<String> names =
        Stream.of("testLoss", "testAccuracy", "testTopFive")
            .limit(five ? 3 : 2)
            .map(texts::text)
            .toList();
    int width = names.stream().mapToInt(String::length).max().orElseThrow() + 2;
    String format = "%-" + width + "s%s";
    console.result(format, names.get(0), texts.number(evaluation.metrics().loss(), 4));
    console.result(format, names.get(1), percentage(evaluation.metrics().accuracy(), texts));
    if (five) {
      console.result(format, names.get(2), percentage(evaluation.scores().topFive(), texts));
    }
    if (evaluation.notFinite() > 0) {
      console.message(
          "%s", texts.text("notFinite", evaluation.notFinite(), evaluation.scores().images()));
    }
  }

  private static String percentage(double share, Texts texts) {
    return texts.number(100 * share, 2) + " %";
  }

  private void printScores(ClassScores scores, List<String> classes, boolean five, Texts texts) {
    List<String> titles =
        Stream.of("precision", "recall", "f1", "topFive")
            .limit(five ? 4 : 3)
            .map(texts::text)
            .toList();
    String shares =
        titles.stream()
            .map(title -> " %" + Math.max(title.length(), PERCENT_WIDTH) + "s")
            .collect(Collectors.joining());
    List<String> names = Stream.concat(classes.stream(), Stream.of(texts.text("mean"))).toList();
    String format = "%4s " + Column.of(names, each -> each, NAME_WIDTH) + shares;
    console.result(format, row("", texts.text("class"), titles.stream()));
    for (int label = 0; label < classes.size(); label++) {
      DoubleStream values =
          DoubleStream.of(
              scores.precision(label),
              scores.recall(label),
              scores.f1(label),
              scores.topFive(label));
      console.result(format, row(label, classes.get(label), cells(values, titles.size(), texts)));
    }
    DoubleStream means =
        DoubleStream.of(scores.precision(), scores.recall(), scores.f1(), scores.topFive());
    console.result(format, row("", texts.text("mean"), cells(means, titles.size(), texts)));
  }

  private static Stream<String> cells(DoubleStream shares, int count, Texts texts) {
    return shares
        .limit(count)
        .mapToObj(share -> Double.isNaN(share) ? "-" : texts.percent(share, 2));
  }

  private static Object[] row(Object number, String name, Stream<String> cells) {
    return Stream.concat(Stream.of(number, name), cells).toArray();
  }

  private void printMatrix(ClassScores scores, List<String> classes, Texts texts) {
    String format = "%4s " + Column.of(classes, each -> each, NAME_WIDTH) + " %s";
    console.result(format, "", texts.text("class"), " " + texts.text("takenFor"));
    console.result(format, "", "", counts(classes.size(), label -> label));
    for (int label = 0; label < classes.size(); label++) {
      int row = label;
      console.result(
          format,
          label,
          classes.get(label),
          counts(classes.size(), predicted -> scores.count(row, predicted)));
    }
  }

  private static String counts(int classes, IntUnaryOperator count) {
    return IntStream.range(0, classes)
        .mapToObj(each -> "%5s".formatted(count.applyAsInt(each)))
        .collect(Collectors.joining());
  }
}
