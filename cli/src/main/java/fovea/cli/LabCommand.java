package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.engine.Engines;
import fovea.experiment.Training;
import fovea.lab.chart.LiveCurves;
import fovea.lab.cluster.Cluster;
import fovea.lab.figure.Figure;
import fovea.lab.ladder.Comparison;
import fovea.lab.ladder.ComparisonFiles;
import fovea.lab.ladder.Group;
import fovea.lab.ladder.InThisProcess;
import fovea.lab.ladder.Ladder;
import fovea.lab.ladder.LadderReader;
import fovea.lab.ladder.LadderRunner;
import fovea.lab.ladder.RunFolders;
import fovea.lab.ladder.SampleStatistics;
import fovea.lab.ladder.Sweep;
import fovea.lab.ladder.WorkerProcesses;
import fovea.lab.ladder.Workers;
import fovea.lab.words.Texts;
import fovea.recipe.RecipeException;
import fovea.train.Listener;
import fovea.train.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea lab} command: trains several recipes over several seeds and compares them. */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = "Trains recipes over several seeds and compares them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {LabTableCommand.class, LabPlanCommand.class},
    footer = {
      "",
      "Examples:",
      "  fovea lab run",
      "  fovea lab run --quick",
      "  fovea lab sweep --lr 0.01,0.1 --batch-size 32,128",
      "  fovea lab compare runs/a runs/b"
    })
final class LabCommand {

  private static final String SEEDS = "Number of seeds: the recipe's own and those that follow.";

  /** The name of the text bundle. */
  private static final String BUNDLE = "ladder.comparison";

  private final Console console;

  LabCommand(Console console) {
    this.console = console;
  }

  @Command(
      name = "run",
      mixinStandardHelpOptions = true,
      description = {
        "Trains every step of a ladder with several seeds and compares the steps.",
        "Finished runs are kept; the same command resumes where it stopped.",
        "Flags apply to every step."
      },
      footer = {
        "",
        "Examples:",
        "  fovea lab run",
        "  fovea lab run dropout-rates --seeds 2 --epochs 20",
        "  fovea lab run my-ladder.yaml --dataset cifar10-mini --quick --out runs/try"
      })
  int run(
      @Parameters(
              arity = "0..1",
              paramLabel = "LADDER",
              descriptionKey = "ladder",
              defaultValue = LadderReader.DEFAULT,
              description =
                  "A YAML file, or one of: sheet, normalisations, augmentations, optimisers,"
                      + " schedules, regularisations, dropout-rates, batch-norm, flips.")
          String name,
      @Mixin LadderOptions options,
      @Option(names = "--seeds", paramLabel = "N", defaultValue = "3", description = SEEDS)
          int seeds)
      throws IOException {
    Ladder ladder = LadderReader.read(name, options.overrides());
    return trainAndCompare(ladder, seeds, options, Optional.empty());
  }

  @Command(
      name = "sweep",
      mixinStandardHelpOptions = true,
      description = {
        "Trains a recipe with several values of one or two keys.",
        "Values are separated by commas; of two keys, a heat map of the test accuracy is",
        "drawn.",
        "Any flag of 'fovea train' that takes no list can vary."
      },
      footer = {
        "",
        "Examples:",
        "  fovea lab sweep baseline --lr 0.01,0.03,0.1,0.3 --batch-size 32,128,512 --epochs 10",
        "  fovea lab sweep --dropout 0,0.3,0.6 --seeds 3"
      })
  int sweep(
      @Parameters(
              arity = "0..1",
              paramLabel = "RECIPE",
              descriptionKey = "recipe",
              description =
                  "The recipe of all runs: a YAML file or a built-in recipe. Without it:"
                      + " lenet5-mnist for mnist and fashion-mnist, default for all other data.")
          Optional<String> recipe,
      @Mixin LadderOptions options,
      @Option(names = "--seeds", paramLabel = "N", defaultValue = "1", description = SEEDS)
          int seeds)
      throws IOException {
    Sweep sweep = Sweep.of(recipe, options.overrides());
    return trainAndCompare(sweep.ladder(), seeds, options, Optional.of(sweep));
  }

  @Command(
      name = "compare",
      mixinStandardHelpOptions = true,
      description = {
        "Compares existing runs.",
        "A folder of runs that differ only in their seeds is one group; a ladder's folder",
        "is one group per step."
      },
      footer = {
        "",
        "Examples:",
        "  fovea lab compare runs/a runs/b --out runs/a-and-b --lang fr",
        "  fovea lab compare runs/sheet/3-momentum-decay runs/sheet/5-batch-norm"
      })
  int compare(
      @Parameters(
              arity = "1..*",
              paramLabel = "RUN",
              descriptionKey = "run",
              description = "Folders of runs.")
          List<Path> runs,
      @Option(
              names = "--against",
              paramLabel = "previous|first",
              defaultValue = "previous",
              description = "The group to compare each with (${DEFAULT-VALUE}).")
          String against,
      @Option(
              names = "--reach",
              paramLabel = "X",
              defaultValue = "0.7",
              description = "Report the epochs to reach this test accuracy (${DEFAULT-VALUE}).")
          double reach,
      @Option(
              names = "--out",
              paramLabel = "DIR",
              defaultValue = "runs/comparison",
              description = "Folder for the table and the curves (${DEFAULT-VALUE}).")
          Path out,
      @Mixin LanguageOption language,
      @Option(names = "--json", description = "Print the comparison as JSON, one line per group.")
          boolean json)
      throws IOException {
    if (!against.equals("previous") && !against.equals("first")) {
      throw new RecipeException(
          "--against is '%s': it must be previous or first".formatted(against));
    }
    if (!(reach > 0 && reach <= 1)) {
      throw new RecipeException("--reach is %s: it must be above 0 and at most 1".formatted(reach));
    }
    Texts texts = language.texts(BUNDLE);
    Comparison comparison =
        RunFolders.compare(
            runs,
            against.equals("first") ? Ladder.Reference.FIRST : Ladder.Reference.PREVIOUS,
            reach);
    ComparisonFiles.write(comparison, out, texts);
    print(comparison, out, json, texts);
    draw(() -> ComparisonFiles.draw(comparison, out, texts), texts);
    return 0;
  }

  private int trainAndCompare(
      Ladder ladder, int seeds, LadderOptions options, Optional<Sweep> sweep) throws IOException {
    if (options.workers() < 1) {
      throw new RecipeException(
          "--workers is %s: it must be 1 or more".formatted(options.workers()));
    }
    if (seeds < 1) {
      throw new RecipeException("--seeds is %s: it must be 1 or more".formatted(seeds));
    }
    Path folder = options.folder(ladder);
    Texts texts = options.language().texts(BUNDLE);
    ProgressDisplay epochs = new ProgressDisplay(console, options.language().texts("run"));
    Outcome outcome;
    Comparison comparison;
    try (LadderDisplay display = new LadderDisplay(console, texts, epochs);
        Crew crew = crew(options, folder, display, epochs)) {
      LadderRunner runner =
          new LadderRunner(
              ladder, seeds, folder, crew.workers(), console.interruption().stop(), display, texts);
      outcome = runner.run();
      comparison = runner.comparison();
    }
    print(comparison, folder, options.json(), texts);
    if (sweep.isPresent()) {
      draw(() -> sweep.get().draw(comparison, folder, texts), texts);
    }
    if (outcome == Outcome.INTERRUPTED) {
      console.message("%s", texts.text("interrupted"));
      return Fovea.INTERRUPTED;
    }
    return 0;
  }

  /** What trains, and how it is let go. */
  private record Crew(Workers workers, Runnable leave) implements AutoCloseable {
    @Override
    public void close() {
      leave.run();
    }
  }

  private Crew crew(
      LadderOptions options, Path folder, LadderDisplay display, ProgressDisplay epochs)
      throws IOException {
    if (options.cluster().wanted()) {
      Cluster cluster =
          options
              .cluster()
              .connect(console, options.overrides(), folder, options.language().language());
      return new Crew(cluster.workers(options.workers(), events(options, display)), cluster::close);
    }
    Workers workers =
        options.workers() == 1
            ? new InThisProcess(training(display.training(), epochs, options), display::onNoFigures)
            : processes(options, display);
    return new Crew(workers, () -> {});
  }

  private WorkerProcesses processes(LadderOptions options, LadderDisplay display) {
    console.interruption().waitForTraining();
    Map<String, String> environment = new HashMap<>(console.environment());
    environment.put(Console.COMMAND_LINE, console.arguments());
    return new WorkerProcesses(
        options.workers(),
        console.launcher(),
        Math.max(1, Engines.threads() / options.workers()),
        environment,
        options.language().language(),
        console.interruption().stop(),
        events(options, display));
  }

  private Workers.Events events(LadderOptions options, LadderDisplay display) {
    return (step, seed, event) -> {
      synchronized (display) {
        if (options.json()) {
          console.event(event.put("step", step.name()).put("seed", seed));
        }
        display.onEvent(step, seed, event);
      }
    };
  }

  private void draw(Figure.Attempt figures, Texts texts) {
    Figure.attempt(figures)
        .ifPresent(reason -> console.message("%s", texts.text("noFigures", reason)));
  }

  private Training training(Listener display, ProgressDisplay epochs, LadderOptions options) {
    LiveCurves curves = new LiveCurves();
    return new Training(
        console.catalog(options.language().language()),
        console.interruption().stop(),
        List.of(console.interruption().listener(), display),
        event -> {
          if (options.json()) {
            console.event(event);
          }
          curves.accept(event);
          epochs.accept(event);
        },
        console.commandLine(),
        options.language().language());
  }

  private void print(Comparison comparison, Path folder, boolean json, Texts texts) {
    if (json) {
      for (int i = 0; i < comparison.groups().size(); i++) {
        console.json(json(comparison, i));
      }
    } else {
      comparison.lines(texts).forEach(line -> console.result("%s", line));
    }
    comparison.differentTraining(texts).ifPresent(note -> console.message("%s", note));
    console.message("%s", texts.text("files", folder));
  }

  private static ObjectNode json(Comparison comparison, int index) {
    Group group = comparison.groups().get(index);
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("event", "comparison")
            .put("name", group.name())
            .put("seeds", group.runs().size())
            .put("diverged", group.diverged());
    put(node, "test_accuracy", group.testAccuracy().mean());
    put(node, "test_accuracy_deviation", group.testAccuracy().deviation());
    put(node, "train_minus_test", group.gap().mean());
    put(node, "epochs_to_target", group.epochsTo(comparison.target()).mean());
    put(node, "seconds_an_epoch", group.secondsPerEpoch().mean());
    comparison
        .difference(index)
        .ifPresent(
            (SampleStatistics difference) -> {
              put(node, "difference", difference.mean());
              put(node, "difference_half_interval", difference.marginOfError());
            });
    return node;
  }

  private static void put(ObjectNode node, String key, double value) {
    if (Double.isNaN(value)) {
      node.putNull(key);
    } else {
      node.put(key, value);
    }
  }
}
