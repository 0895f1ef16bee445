package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import fovea.lab.words.Texts;
import fovea.recipe.Choice;
import fovea.recipe.RecipeException;
import fovea.run.Keep;
import fovea.run.Run;
import fovea.run.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea runs rm} command: removes runs, or parts of them. */
@Command(
    name = "rm",
    mixinStandardHelpOptions = true,
    description = {
      "Removes runs, or what need not be kept of them.",
      "Without --yes it only says what it would remove."
    },
    footer = {
      "",
      "Examples:",
      "  fovea runs rm runs/20261127-093000-cifarnet-0",
      "  fovea runs rm runs/ladder --keep best --yes",
      "  fovea runs rm runs --state diverged --older-than 30 --yes"
    })
final class RunsRemoveCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      descriptionKey = "folders",
      description = "Runs, or folders of runs.")
  private List<Path> folders;

  @Option(
      names = "--keep",
      paramLabel = "WHAT",
      defaultValue = "nothing",
      description = {
        "What stays: best (weights to evaluate, predict and export with), metrics (to compare)"
            + " or nothing (${DEFAULT-VALUE})."
      })
  private String keep;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only runs that are complete, stopped or diverged.")
  private Optional<String> state = Optional.empty();

  @Option(
      names = "--older-than",
      paramLabel = "DAYS",
      description = "Only runs that started more days ago.")
  private int days;

  @Option(names = "--yes", description = "Remove.")
  private boolean yes;

  @Mixin private LanguageOption language;

  @Option(names = "--json", description = "Print a JSON object for each run.")
  private boolean json;

  RunsRemoveCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Texts texts = Texts.named(RunsCommand.BUNDLE, language.language());
    Keep kept = Choice.of(Keep.class, "keep", keep);
    if (kept == Keep.ALL) {
      throw new RecipeException("--keep all removes nothing: give best, metrics or nothing");
    }
    if (days < 0) {
      throw new RecipeException("--older-than is %s: it must be at least 0".formatted(days));
    }
    long freed = 0;
    List<ListedRun> chosen = chosen();
    for (ListedRun run : chosen) {
      long bytes = run.storage().freed(kept);
      if (yes) {
        run.storage().reduce(kept);
      }
      freed += bytes;
      report(run, bytes, texts);
    }
    if (!json) {
      console.message(
          "%s",
          console.asCalled(
              texts.text(
                  yes ? "removed.total" : "toRemove.total",
                  chosen.size(),
                  RunsDisplay.megabytes(texts, freed))));
    }
    return 0;
  }

  private void report(ListedRun run, long bytes, Texts texts) {
    if (json) {
      console.json(
          JsonNodeFactory.instance
              .objectNode()
              .put("run", run.folder().toString())
              .put("keep", keep)
              .put("bytes", bytes)
              .put("removed", yes));
    } else {
      console.result("%12s  %s", RunsDisplay.megabytes(texts, bytes), run.folder());
    }
  }

  private List<ListedRun> chosen() throws IOException {
    Optional<RunState> wanted = state.map(name -> Choice.of(RunState.class, "state", name));
    OffsetDateTime latest = OffsetDateTime.now(ZoneOffset.UTC).minusDays(days);
    List<ListedRun> chosen = new ArrayList<>();
    for (Path folder : RunsCommand.below(folders)) {
      ListedRun run = ListedRun.of(folder);
      boolean matches = wanted.isEmpty() || run.state() == wanted.get();
      if (matches && (days == 0 || startedBefore(run, latest))) {
        chosen.add(run);
      }
    }
    if (chosen.isEmpty() && wanted.isEmpty() && days == 0) {
      Run.open(folders.get(0)); // says what a run is
    }
    return chosen;
  }

  private static boolean startedBefore(ListedRun run, OffsetDateTime latest) {
    try {
      return OffsetDateTime.parse(run.started()).isBefore(latest);
    } catch (DateTimeException e) {
      return false; // unknown: better kept
    }
  }
}
