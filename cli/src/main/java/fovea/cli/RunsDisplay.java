package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.words.Texts;
import fovea.nn.Shape;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import fovea.run.History;
import fovea.run.Keep;
import fovea.run.RunInfo;
import fovea.run.RunStorage.StoredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Prints runs: a table of many, or one with its details. */
final class RunsDisplay {

  private static final int DATE = "2026-11-27".length();
  private static final int LABEL_WIDTH = 10;

  private final Console console;
  private final Texts texts;

  RunsDisplay(Console console, Texts texts) {
    this.console = console;
    this.texts = texts;
  }

  /** A size in millions of bytes, with its unit. */
  static String megabytes(Texts texts, long bytes) {
    return texts.text("megabytes", texts.number(bytes / 1e6, 1));
  }

  /** Prints a row a run, and what all of them take. */
  void print(List<ListedRun> runs) {
    if (runs.isEmpty()) {
      console.message("%s", console.asCalled(texts.text("none")));
      return;
    }
    String row =
        String.join(
            "  ",
            column(runs, "run", run -> run.folder().toString()),
            column(runs, "model", run -> run.history().recipe().model()),
            column(runs, "data", run -> data(run.history().recipe())),
            "%9s",
            "%9s",
            column(runs, "state", this::state),
            "%11s",
            "%s");
    console.result(
        row,
        texts.text("run"),
        texts.text("model"),
        texts.text("data"),
        texts.text("epochs"),
        texts.text("accuracy"),
        texts.text("state"),
        texts.text("size"),
        texts.text("started"));
    for (ListedRun run : runs) {
      console.result(
          row,
          run.folder(),
          run.history().recipe().model(),
          data(run.history().recipe()),
          run.history().epochs().size() + "/" + run.history().recipe().epochs(),
          accuracy(run),
          state(run),
          megabytes(texts, run.storage().bytes()),
          date(run));
    }
    long all = runs.stream().mapToLong(run -> run.storage().bytes()).sum();
    console.message("%s", texts.text("total", runs.size(), megabytes(texts, all)));
  }

  private String column(List<ListedRun> runs, String heading, Function<ListedRun, String> name) {
    return Column.of(runs, name, texts.text(heading).length());
  }

  /** The data set, or the last part of its folder's path. */
  private static String data(Recipe recipe) {
    Path name = Path.of(recipe.dataset()).getFileName();
    return name == null ? recipe.dataset() : name.toString();
  }

  private String state(ListedRun run) {
    return texts.text("state." + run.state().label());
  }

  private String accuracy(ListedRun run) {
    return run.history().best().map(best -> texts.percent(best.testAccuracy(), 2)).orElse("-");
  }

  private static String date(ListedRun run) {
    String started = run.started();
    return started.length() < DATE ? "-" : started.substring(0, DATE);
  }

  /** Prints one run with its details and files. */
  void show(ListedRun run) throws IOException {
    History history = run.history();
    line(
        "state",
        texts.text("reached", state(run), history.epochs().size(), history.recipe().epochs()));
    if (history.best().isPresent()) {
      History.Epoch best = history.best().get();
      line("best", texts.text("best.is", texts.percent(best.testAccuracy(), 2), best.number()));
    }
    if (run.info().isPresent()) {
      show(run.info().get(), history.recipe());
    }
    String changes =
        String.join("; ", RecipeReader.changes(RecipeReader.parse("", ""), history.recipe()));
    line("recipe", changes.replaceAll("\\s+", " "));
    console.result("");
    String row =
        Column.of(run.storage().files(), file -> file.path().toString(), LABEL_WIDTH) + " %12s";
    for (StoredFile file : run.storage().files()) {
      console.result(row, file.path(), megabytes(texts, file.bytes()));
    }
    console.result(row, texts.text("sum"), megabytes(texts, run.storage().bytes()));
    console.message(
        "%s",
        console.asCalled(
            texts.text(
                "couldFree", run.folder(), megabytes(texts, run.storage().freed(Keep.BEST)))));
  }

  private void show(RunInfo info, Recipe recipe) {
    line(
        "network",
        texts.text(
            "network.is",
            info.network(),
            texts.number(info.parameters()),
            shape(info),
            info.classes().size()));
    line(
        "data",
        texts.text(
            "data.is",
            recipe.dataset(),
            texts.number(info.trainImages()),
            texts.number(info.testImages())));
    line(
        "machine",
        texts.text(
            "machine.is", info.processor(), info.engine(), info.precision(), info.threads()));
    line("started", info.started());
    line("ended", info.ended().isEmpty() ? "-" : info.ended());
    line("version", info.fovea());
    line("command", info.command());
  }

  private static Shape shape(RunInfo info) {
    return Shape.image(info.input().get(0), info.input().get(1), info.input().get(2));
  }

  private void line(String key, String value) {
    console.result("%-" + LABEL_WIDTH + "s %s", texts.text(key), value);
  }

  /** A run as an object. */
  static ObjectNode json(ListedRun run) {
    History history = run.history();
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("run", run.folder().toString())
            .put("model", history.recipe().model())
            .put("dataset", history.recipe().dataset())
            .put("seed", history.recipe().seed())
            .put("state", run.state().label())
            .put("epochs_done", history.epochs().size())
            .put("epochs", history.recipe().epochs());
    history
        .best()
        .ifPresent(
            best ->
                node.put("best_test_accuracy", best.testAccuracy())
                    .put("best_epoch", best.number()));
    return node.put("bytes", run.storage().bytes()).put("started", run.started());
  }

  /** A run as an object, with its files. */
  static ObjectNode details(ListedRun run) {
    ObjectNode node = json(run);
    run.info()
        .ifPresent(
            info ->
                node.put("command", info.command())
                    .put("fovea", info.fovea())
                    .put("engine", info.engine())
                    .put("precision", info.precision())
                    .put("parameters", info.parameters()));
    ObjectNode files = node.putObject("files");
    run.storage().files().forEach(file -> files.put(file.path().toString(), file.bytes()));
    return node;
  }
}
