package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.experiment.JointTraining;
import fovea.experiment.Training;
import fovea.lab.chart.Curves;
import fovea.lab.chart.LiveCurves;
import fovea.lab.cluster.Cluster;
import fovea.lab.figure.Figure;
import fovea.lab.ladder.Workers;
import fovea.lab.words.Texts;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeKeys;
import fovea.recipe.RecipeReader;
import fovea.run.Events;
import fovea.run.Run;
import fovea.train.Metrics;
import fovea.train.Outcome;
import fovea.train.ring.Rendezvous;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea train} command: trains a network, or resumes a run. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains a network; with no argument, the lab's network on CIFAR-10.",
      "Flags override the recipe's keys."
    },
    footer = {
      "",
      "Examples:",
      "  fovea train",
      "  fovea train --dataset mnist --model lenet5 --epochs 3",
      "  fovea train baseline --seed 1 --out runs/baseline-1",
      "  fovea train my.yaml --lr 0.05 --max-time 10m",
      "  fovea train default --lr 0.05 --print-recipe > my.yaml",
      "  fovea train --resume runs/baseline-1 --epochs 40",
      "  fovea train --resume RUN --dataset DIR    after its images were moved to DIR",
      "  fovea train --join 10.0.0.1:7300 --workers 2    on each of two machines",
      "  fovea train --lang fr",
      "  fovea train --dataset cifar10-mini --dry-run"
    })
final class TrainCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      descriptionKey = "recipe",
      description =
          "A YAML file, or one of: default, baseline, airbench, lenet5-mnist. Without it:"
              + " lenet5-mnist for mnist and fashion-mnist, default for all other data.")
  private Optional<String> recipe;

  @Mixin private RecipeOptions options;

  @Option(names = "--out", paramLabel = "DIR", description = "The run's folder.")
  private Path out;

  @Option(names = "--resume", paramLabel = "RUN", description = "Resume a run.")
  private Path resume;

  @Option(names = "--dry-run", description = "Train on one batch, and write nothing.")
  private boolean dryRun;

  @Option(
      names = "--print-recipe",
      description = "Print the recipe that would be trained, with all its keys, as YAML, and end.")
  private boolean printRecipe;

  @Option(
      names = "--tensorboard",
      description = "Write an event file of TensorBoard into the run's folder, epoch by epoch.")
  private boolean tensorBoard;

  @Mixin private JoinOptions joining;

  @Mixin private ClusterOptions cluster;

  @Mixin private LanguageOption language;

  @Option(names = "--json", description = "Print events as JSON, one per line.")
  private boolean json;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    checkUsage();
    Map<String, String> overrides = options.overrides();
    if (printRecipe) {
      Recipe printed = resume == null ? recipe(overrides) : changed(overrides);
      console.result("%s", RecipeReader.write(printed).stripTrailing());
      return 0;
    }
    String chosenLanguage =
        resume == null ? language.language() : language.language(Run.open(resume).language());
    Texts texts = Texts.of("run", chosenLanguage);
    LiveCurves curves = new LiveCurves();
    try (LiveTensorBoard tensorBoardLog = new LiveTensorBoard(tensorBoard);
        ProgressDisplay display = new ProgressDisplay(console, texts)) {
      Consumer<ObjectNode> events =
          event -> {
            if (json) {
              console.event(event);
            }
            curves.accept(event);
            tensorBoardLog.accept(event);
            display.accept(event);
          };
      Training training =
          new Training(
              console.catalog(chosenLanguage),
              console.interruption().stop(),
              List.of(console.interruption().listener(), display),
              events,
              console.commandLine(),
              chosenLanguage);
      if (dryRun) {
        return dryRun(training, overrides, texts);
      }
      Optional<Training.Result> trained =
          cluster.wanted()
              ? onCluster(
                  overrides,
                  chosenLanguage,
                  event -> {
                    events.accept(event);
                    if (event.path("event").asText().equals("epoch")) {
                      display.show(Events.result(event));
                    }
                  })
              : resume == null ? train(training, overrides) : resume(training, overrides);
      if (trained.isEmpty()) {
        if (!cluster.wanted()) {
          console.message("%s", texts.text("writtenElsewhere"));
        }
        return console.interruption().stop().requested() ? Fovea.INTERRUPTED : 0;
      }
      Training.Result result = trained.get();
      new ResultDisplay(console, texts, result.run().validates()).print(result);
      if (!json) {
        console.result("%s", result.run().folder());
      }
      if (cluster.wanted() && result.outcome() == Outcome.INTERRUPTED) {
        return Fovea.INTERRUPTED; // a process that ends cannot begin to draw
      }
      Figure.attempt(() -> Curves.draw(result.run()))
          .ifPresent(reason -> console.message("%s", texts.text("noFigures", reason)));
      return result.outcome() == Outcome.INTERRUPTED ? Fovea.INTERRUPTED : 0;
    }
  }

  private void checkUsage() {
    if (printRecipe && (dryRun || json)) {
      throw new RecipeException(
          "--print-recipe prints YAML and trains nothing: leave out %s"
              .formatted(dryRun ? "--dry-run" : "--json"));
    }
    if (resume != null && dryRun) {
      throw new RecipeException(
          "--dry-run tries a recipe and --resume continues a run: give one of them");
    }
    if (dryRun && (cluster.wanted() || joining.rendezvous(console).isPresent())) {
      throw new RecipeException(
          "--dry-run tries a recipe in this process alone, without --join and --spark");
    }
    if (resume != null && (recipe.isPresent() || out != null)) {
      throw new RecipeException("--resume continues with the run's own recipe and folder");
    }
  }

  private Recipe recipe(Map<String, String> overrides) throws IOException {
    return RecipeReader.read(recipe, overrides);
  }

  private Optional<Training.Result> train(Training training, Map<String, String> overrides)
      throws IOException {
    Optional<Rendezvous> rendezvous = joining.rendezvous(console);
    Recipe recipe = recipe(overrides);
    Optional<Path> folder = Optional.ofNullable(out);
    return rendezvous.isPresent()
        ? new JointTraining(training, rendezvous.get()).train(recipe, folder)
        : Optional.of(training.train(recipe, folder));
  }

  /** The result; empty if the training was stopped before there was any. */
  private Optional<Training.Result> onCluster(
      Map<String, String> overrides, String chosenLanguage, Consumer<ObjectNode> events)
      throws IOException {
    int workers = joining.workersOfCluster();
    cluster.provider(); // before anything is written
    Recipe wanted = resume == null ? recipe(overrides) : changed(overrides);
    Run run = resume == null ? Run.create(Optional.ofNullable(out), wanted) : Run.open(resume);
    try (Cluster machines = cluster.connect(console, overrides, run.folder(), chosenLanguage)) {
      Workers.Ending ending = machines.train(wanted, run.folder(), workers, events);
      if (ending instanceof Workers.Diverged diverged) {
        throw new IOException(diverged.reason());
      }
      return run.hasInfo()
          ? Optional.of(Training.Result.of(run, ((Workers.Ended) ending).outcome()))
          : Optional.empty();
    }
  }

  private Optional<Training.Result> resume(Training training, Map<String, String> overrides)
      throws IOException {
    Run run = Run.open(resume);
    Recipe changed = changed(overrides);
    Optional<Rendezvous> rendezvous = joining.rendezvous(console);
    return rendezvous.isPresent()
        ? new JointTraining(training, rendezvous.get()).resume(run, changed)
        : Optional.of(training.resume(run, changed));
  }

  /** The recipe of the run to resume, with its changes. */
  private Recipe changed(Map<String, String> overrides) throws IOException {
    Set<String> refused = new TreeSet<>(overrides.keySet());
    refused.removeAll(RecipeKeys.changeable());
    refused.remove("dataset"); // the new place of the same images, which is checked
    if (!refused.isEmpty()) {
      throw new RecipeException(
          "--resume keeps the run's recipe: %s cannot change, only %s can"
              .formatted(String.join(", ", refused), String.join(", ", RecipeKeys.changeable())));
    }
    return RecipeReader.read(resume.resolve("recipe.yaml").toString(), overrides);
  }

  private int dryRun(Training training, Map<String, String> overrides, Texts texts)
      throws IOException {
    Recipe recipe = recipe(overrides);
    Metrics metrics = training.dryRun(recipe);
    if (json) {
      console.json(
          JsonNodeFactory.instance
              .objectNode()
              .put("event", "dry_run")
              .put("test_loss", metrics.loss())
              .put("test_accuracy", metrics.accuracy()));
    } else {
      console.result(
          "%s",
          ResultDisplay.judged(
              texts,
              recipe.holdout() > 0,
              "dryRun",
              texts.number(metrics.loss(), 4),
              texts.number(100 * metrics.accuracy(), 2)));
    }
    return 0;
  }
}
