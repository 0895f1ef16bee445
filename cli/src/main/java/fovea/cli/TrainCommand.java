package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import fovea.lab.Diagnosis;
import fovea.lab.Recipe;
import fovea.lab.RecipeException;
import fovea.lab.RecipeReader;
import fovea.lab.Run;
import fovea.lab.Training;
import fovea.train.Metrics;
import fovea.train.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fovea train}. */
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
      "  fovea train --resume runs/baseline-1 --epochs 40",
      "  fovea train --dataset cifar10-mini --dry-run"
    })
final class TrainCommand implements Callable<Integer> {

  /** What may change when a run goes on: the rest would make it another run. */
  private static final Set<String> CHANGEABLE = Set.of("epochs", "max_time", "threads");

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      description = {
        "A YAML file, or one of: default, baseline, lenet5-mnist. Without it:",
        "lenet5-mnist for mnist and fashion-mnist, default for all other data."
      })
  private Optional<String> recipe;

  @Mixin private RecipeOptions options;

  @Option(names = "--out", paramLabel = "DIR", description = "The run's folder.")
  private Path out;

  @Option(names = "--resume", paramLabel = "RUN", description = "Go on with a run.")
  private Path resume;

  @Option(names = "--dry-run", description = "Take one batch through the whole path.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print events as JSON, one a line.")
  private boolean json;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    try (ProgressDisplay display = new ProgressDisplay(console)) {
      Training training =
          new Training(
              console.catalog(),
              console.interruption().stop(),
              List.of(console.interruption().listener(), display),
              event -> {
                if (json) {
                  console.json(event);
                }
              },
              console.commandLine());
      Map<String, String> overrides = options.overrides();
      if (dryRun) {
        return dryRun(training, overrides);
      }
      Training.Result result =
          resume == null ? train(training, overrides) : resume(training, overrides);
      tell(result);
      return result.outcome() == Outcome.INTERRUPTED ? Fovea.INTERRUPTED : 0;
    }
  }

  private Recipe recipe(Map<String, String> overrides) throws IOException {
    return RecipeReader.read(recipe, overrides);
  }

  private Training.Result train(Training training, Map<String, String> overrides)
      throws IOException {
    return training.train(recipe(overrides), Optional.ofNullable(out));
  }

  private Training.Result resume(Training training, Map<String, String> overrides)
      throws IOException {
    if (recipe.isPresent() || out != null) {
      throw new RecipeException("--resume goes on with the run's own recipe and folder");
    }
    Run run = Run.open(resume);
    Set<String> refused = new TreeSet<>(overrides.keySet());
    refused.removeAll(CHANGEABLE);
    if (!refused.isEmpty()) {
      throw new RecipeException(
          "--resume keeps the run's recipe: %s cannot change, only %s can"
              .formatted(String.join(", ", refused), String.join(", ", new TreeSet<>(CHANGEABLE))));
    }
    Recipe changed = RecipeReader.read(resume.resolve("recipe.yaml").toString(), overrides);
    return training.resume(run, changed);
  }

  private int dryRun(Training training, Map<String, String> overrides) throws IOException {
    if (resume != null) {
      throw new RecipeException(
          "--dry-run tries a recipe and --resume goes on with a run: give one of them");
    }
    Metrics metrics = training.dryRun(recipe(overrides));
    if (json) {
      console.json(
          JsonNodeFactory.instance
              .objectNode()
              .put("event", "dry_run")
              .put("test_loss", metrics.loss())
              .put("test_accuracy", metrics.accuracy()));
    } else {
      console.result(
          "one batch went through: test loss %.4f, test accuracy %.2f %%",
          metrics.loss(), 100 * metrics.accuracy());
    }
    return 0;
  }

  private static String text(Diagnosis diagnosis) {
    String told =
        "test loss lowest after epoch %d: %.4f"
            .formatted(diagnosis.lowest().number(), diagnosis.lowest().testLoss());
    double rise = 100 * (diagnosis.last().testLoss() / diagnosis.lowest().testLoss() - 1);
    if (diagnosis.overfits()) {
      told +=
          ", since then %.0f %% higher while the training loss fell: it overfits".formatted(rise);
    } else if (diagnosis.stillLearns()) {
      told += ", the last: no overfitting seen";
    } else {
      told += ", %.1f %% higher at the end".formatted(rise);
    }
    return told
        + "; train - test accuracy %+.2f points (like for like: fovea evaluate RUN --modes)"
            .formatted(100 * diagnosis.gap());
  }

  private void tell(Training.Result result) {
    String end =
        switch (result.outcome()) {
          case COMPLETED -> "done";
          case STOPPED_EARLY -> "done: the test accuracy no longer rises;";
          case TIME_OVER -> "stopped: the time is over";
          case INTERRUPTED -> "interrupted";
        };
    console.message(
        "%s after %.1f s: test loss %.4f, test accuracy %.2f %%%s",
        end,
        result.seconds(),
        result.test().loss(),
        100 * result.test().accuracy(),
        result.bestAccuracy() < 0
            ? ""
            : String.format(" (best epoch %.2f %%)", 100 * result.bestAccuracy()));
    result
        .firstLoss()
        .ifPresent(
            loss ->
                console.message(
                    "first loss %.3f, ln %d = %.3f: what guessing among %d classes costs",
                    loss, result.classes(), Math.log(result.classes()), result.classes()));
    result.diagnosis().ifPresent(found -> console.message("%s", text(found)));
    Path folder = result.run().folder();
    console.message(
        "run: %s%s",
        folder, result.bestAccuracy() < 0 ? "" : " (curves.png, metrics.jsonl, best.safetensors)");
    if (result.outcome() == Outcome.COMPLETED || result.outcome() == Outcome.STOPPED_EARLY) {
      console.message("next: fovea evaluate %s", folder);
    } else {
      console.message("go on: fovea train --resume %s", folder);
    }
    if (!json) {
      console.result("%s", folder);
    }
  }
}
