package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.experiment.LearningRates;
import fovea.experiment.Training;
import fovea.lab.chart.RateChart;
import fovea.lab.words.Texts;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The {@code fovea lr-find} command: a learning-rate range test. */
@Command(
    name = "lr-find",
    mixinStandardHelpOptions = true,
    description = {
      "Draws loss against learning rate and suggests a rate.",
      "The rate rises from step to step until the loss diverges."
    },
    footer = {
      "",
      "Examples:",
      "  fovea lr-find",
      "  fovea lr-find baseline --momentum 0.9 --out rates --lang fr",
      "  fovea lr-find my.yaml --optimizer adam --from 1e-6 --to 0.1"
    })
final class LrFindCommand implements Callable<Integer> {

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

  @Option(
      names = "--from",
      paramLabel = "X",
      defaultValue = "1e-5",
      description = "The first rate (${DEFAULT-VALUE}).")
  private double from;

  @Option(
      names = "--to",
      paramLabel = "X",
      defaultValue = "10",
      description = "The last rate (${DEFAULT-VALUE}).")
  private double to;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "200",
      description = "Number of steps (${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "lr-find",
      description = "Path of the .png, .svg and .csv file, without extension (${DEFAULT-VALUE}).")
  private Path out;

  @Mixin private LanguageOption language;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  LrFindCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (!(from > 0 && from < to && Double.isFinite(to))) {
      throw new RecipeException(
          "--from is %s and --to is %s: rates must be above 0, and rise".formatted(from, to));
    }
    if (steps < 20) {
      throw new RecipeException("--steps is %s: it must be at least 20".formatted(steps));
    }
    Texts texts = language.texts("run");
    Recipe chosen = RecipeReader.read(recipe, options.overrides());
    try (ProgressDisplay display = ProgressDisplay.barOnly(console, texts)) {
      Training training =
          new Training(
              console.catalog(language.language()),
              console.interruption().stop(),
              List.of(display),
              event -> {},
              console.commandLine(),
              language.language());
      LearningRates rates = training.findRate(chosen, from, to, steps);
      if (console.interruption().stop().requested()) {
        return Fovea.INTERRUPTED;
      }
      print(rates, texts);
    }
    return 0;
  }

  private void print(LearningRates rates, Texts texts) throws IOException {
    OptionalDouble suggestion = rates.suggestion();
    if (json) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      suggestion.ifPresentOrElse(
          rate -> node.put("suggestion", rate), () -> node.putNull("suggestion"));
      console.json(
          node.put("lowest_loss_at", rates.lowest().rate())
              .put("fall", rates.fall())
              .put("steps", rates.samples().size()));
    } else if (suggestion.isPresent()) {
      console.result(
          "%s",
          texts.text(
              "rates.result",
              texts.significant(rates.lowest().rate(), 2),
              String.format(
                  Locale.ROOT, "%.2g", suggestion.getAsDouble()))); // in the format of a flag
    } else {
      console.result(
          "%s", texts.text("rates.none", texts.number(100 * rates.fall(), 1), 2 * steps));
    }
    RateChart.write(rates, out, texts);
    if (!json) {
      console.message("%s", texts.text("rates.files", out, rates.samples().size()));
    }
  }
}
