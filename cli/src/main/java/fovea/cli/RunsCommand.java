package fovea.cli;

import fovea.lab.words.Texts;
import fovea.recipe.Choice;
import fovea.run.Keep;
import fovea.run.Run;
import fovea.run.RunFolders;
import fovea.run.RunStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea runs} command: lists, shows, removes and copies runs. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    description = "Lists, shows, removes and copies runs.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = RunsRemoveCommand.class,
    footer = {
      "",
      "Examples:",
      "  fovea runs list",
      "  fovea runs show runs/baseline-1",
      "  fovea runs rm runs/ladder --keep best --yes"
    })
final class RunsCommand {

  /** The texts of these commands. */
  static final String BUNDLE = "fovea.cli.runs";

  private final Console console;

  RunsCommand(Console console) {
    this.console = console;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the runs below folders, the latest first, with what they take on disk.",
      footer = {"", "Examples:", "  fovea runs list", "  fovea runs list runs/ladder --json"})
  int list(
      @Parameters(
              arity = "0..*",
              paramLabel = "RUNS",
              descriptionKey = "runs",
              defaultValue = "runs",
              description = "A folder of runs, at any depth (${DEFAULT-VALUE}).")
          List<Path> folders,
      @Mixin LanguageOption language,
      @Option(names = "--json", description = "Print a JSON object for each run.") boolean json)
      throws IOException {
    Texts texts = Texts.named(BUNDLE, language.language());
    RunsDisplay display = new RunsDisplay(console, texts);
    List<ListedRun> runs = new ArrayList<>();
    boolean damaged = false;
    for (Path folder : below(folders)) {
      try {
        runs.add(ListedRun.of(folder));
      } catch (IOException e) {
        damaged = true;
        Failure.report(e, console.messages(), false);
      }
    }
    runs.sort(Comparator.comparing(ListedRun::started).reversed());
    if (json) {
      runs.forEach(run -> console.json(RunsDisplay.json(run)));
    } else {
      display.print(runs);
    }
    return damaged ? 1 : 0;
  }

  /** The runs that are named, and all below folders that are named. */
  static List<Path> below(List<Path> folders) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path folder : folders) {
      if (!Files.isDirectory(folder)) {
        throw new NoSuchFileException(folder.toString());
      }
      found.addAll(RunFolders.below(folder));
    }
    return found.stream().distinct().toList();
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows where a run comes from, what it reached, and its files.",
      footer = {"", "Example:", "  fovea runs show runs/baseline-1"})
  int show(
      @Parameters(paramLabel = "RUN", descriptionKey = "run", description = "The run's folder.")
          Path folder,
      @Mixin LanguageOption language,
      @Option(names = "--json", description = "Print one JSON object.") boolean json)
      throws IOException {
    Texts texts = Texts.named(BUNDLE, language.language());
    Run.open(folder); // says what a run is if this is none
    ListedRun run = ListedRun.of(folder);
    if (json) {
      console.json(RunsDisplay.details(run));
    } else {
      new RunsDisplay(console, texts).show(run);
    }
    return 0;
  }

  @Command(
      name = "copy",
      mixinStandardHelpOptions = true,
      description = "Copies a run, or only what is needed to use it.",
      footer = {
        "",
        "Examples:",
        "  fovea runs copy runs/baseline-1 /media/usb/baseline-1",
        "  fovea runs copy RUN to-send --keep best"
      })
  int copy(
      @Parameters(
              index = "0",
              paramLabel = "RUN",
              descriptionKey = "run",
              description = "The run's folder.")
          Path folder,
      @Parameters(
              index = "1",
              paramLabel = "DIR",
              descriptionKey = "target",
              description = "The folder of the copy, a new one.")
          Path target,
      @Option(
              names = "--keep",
              paramLabel = "WHAT",
              defaultValue = "all",
              description =
                  "What to copy: all, best (what predictions need) or metrics (${DEFAULT-VALUE}).")
          String keep,
      @Mixin LanguageOption language)
      throws IOException {
    Texts texts = Texts.named(BUNDLE, language.language());
    Run copy = RunStorage.of(Run.open(folder)).copy(target, Choice.of(Keep.class, "keep", keep));
    long bytes = RunStorage.of(copy).bytes();
    console.result("%s", texts.text("copied", target, RunsDisplay.megabytes(texts, bytes)));
    return 0;
  }
}
