package fovea.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.AtomicFile;
import fovea.data.TextFile;
import fovea.experiment.Training;
import fovea.lab.ladder.RecordClaim;
import fovea.lab.ladder.TrainingClock;
import fovea.lab.words.Texts;
import fovea.recipe.Choice;
import fovea.recipe.Durations;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeReader;
import fovea.recipe.ViewKind;
import fovea.run.Run;
import fovea.run.SavedCheckpoint;
import fovea.train.Outcome;
import fovea.trained.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The {@code fovea record} command: tests a claim of accuracy within a time, over several seeds.
 */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    description = {
      "Trains a recipe with several seeds and tells whether it reaches an accuracy in time.",
      "Time is that of the training with all preparation of data, but without tests.",
      "The last weights are tested, not the best. Finished seeds are kept."
    },
    footer = {
      "",
      "Examples:",
      "  fovea record",
      "  fovea record --seeds 2 --holdout 5000 --lr 1.2 --out runs/try",
      "  fovea record default --target 0.87 --within 10m"
    })
final class RecordCommand implements Callable<Integer> {

  private static final String LOG = "record.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the log has of each run's information. */
  private static final List<String> FACTS =
      List.of(
          "fovea",
          "java",
          "system",
          "processor",
          "processors",
          "threads",
          "engine",
          "precision",
          "train_images",
          "test_images",
          "train_checksum",
          "test_checksum");

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      defaultValue = "airbench",
      description = "A YAML file or a built-in recipe (${DEFAULT-VALUE}).")
  private String recipe;

  @Mixin private RecipeOptions options;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Number of seeds: the recipe's own and those that follow.")
  private int seeds;

  @Option(
      names = "--target",
      paramLabel = "X",
      defaultValue = "0.94",
      description = "The mean test accuracy to reach (${DEFAULT-VALUE}).")
  private double target;

  @Option(
      names = "--within",
      paramLabel = "TIME",
      defaultValue = "300s",
      description = "The mean time to reach it in: 300s, 10m or 2h (${DEFAULT-VALUE}).")
  private String within;

  @Option(
      names = "--views",
      paramLabel = "NAME",
      defaultValue = "flip-shift",
      description =
          "Variants of a test image to vote on: none, flip or flip-shift (${DEFAULT-VALUE}).")
  private String views;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs/record",
      description = "The folder of the runs and the log (${DEFAULT-VALUE}).")
  private Path out;

  @Mixin private LanguageOption language;

  @Option(names = "--json", description = "Print the log as JSON.")
  private boolean json;

  RecordCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (seeds < 1) {
      throw new RecipeException("--seeds is %s: it must be 1 or more".formatted(seeds));
    }
    if (!(target > 0 && target <= 1)) {
      throw new RecipeException(
          "--target is %s: it must be above 0 and at most 1".formatted(target));
    }
    ViewKind chosenViews = Choice.of(ViewKind.class, "--views", views);
    double limit = Durations.parse(within).toMillis() / 1e3;
    Recipe first = RecipeReader.read(recipe, options.overrides());
    Texts texts = language.texts("ladder.record");
    ObjectNode log = log(first, chosenViews);
    RecordClaim claim = new RecordClaim(target, limit, RecordClaim.runs(log));
    requireTimes(first.seed(), claim);
    for (int i = 0; i < seeds; i++) {
      long seed = first.seed() + i;
      Optional<RecordClaim.Row> known =
          claim.runs().stream().filter(row -> row.seed() == seed).findFirst();
      if (known.isEmpty()) {
        Optional<RecordClaim.Row> row = train(seed, chosenViews, log);
        if (row.isEmpty()) {
          return Fovea.INTERRUPTED;
        }
        known = row;
        claim = claim.with(row.get());
        claim.into(log);
        save(log);
      }
      if (!json) {
        print(known.get(), texts);
      }
    }
    claim.into(log);
    save(log);
    if (json) {
      console.json(log);
    } else {
      claim.lines(texts).forEach(line -> console.result("%s", line));
      console.message("%s", texts.text("log", out.resolve(LOG)));
    }
    return 0;
  }

  /** Refuses folders of seeds that are not in the log. */
  private void requireTimes(long firstSeed, RecordClaim claim) {
    for (int i = 0; i < seeds; i++) {
      long seed = firstSeed + i;
      Path folder = folder(seed);
      if (Files.exists(folder) && claim.runs().stream().noneMatch(row -> row.seed() == seed)) {
        throw new RecipeException(
            "%s is of a training that was interrupted, whose time is not known: remove it"
                .formatted(folder));
      }
    }
  }

  private Path folder(long seed) {
    return out.resolve("seed-" + seed);
  }

  private void print(RecordClaim.Row row, Texts texts) {
    console.result(
        "%s",
        texts.text(
            "run",
            row.seed(),
            texts.number(100 * row.accuracy(), 2),
            texts.number(100 * row.single(), 2),
            texts.number(row.seconds(), 1)));
  }

  /** The log that is there, or a new one. */
  private ObjectNode log(Recipe first, ViewKind chosenViews) throws IOException {
    ObjectNode wanted = JSON.valueToTree(first);
    Path file = out.resolve(LOG);
    if (!Files.exists(file)) {
      ObjectNode log = JsonNodeFactory.instance.objectNode();
      log.put("views", chosenViews.label());
      log.set("recipe", wanted);
      return log;
    }
    JsonNode before = read(file);
    if (!before.isObject()
        || !before.path("recipe").toString().equals(wanted.toString())
        || !before.path("views").asText().equals(chosenViews.label())) {
      throw new RecipeException(
          "%s is of another recipe, or of other views: choose another folder with --out"
              .formatted(file));
    }
    return (ObjectNode) before;
  }

  private static JsonNode read(Path file) throws IOException {
    try {
      return JSON.readTree(TextFile.read(file));
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s is damaged: remove it, or choose another folder with --out".formatted(file), e);
    }
  }

  private void save(ObjectNode log) throws IOException {
    byte[] bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(log);
    AtomicFile.write(out.resolve(LOG), stream -> stream.write(bytes));
  }

  /** Trains with one seed and tests the last weights; empty if the training was interrupted. */
  private Optional<RecordClaim.Row> train(long seed, ViewKind chosenViews, ObjectNode log)
      throws IOException {
    Path folder = folder(seed);
    Map<String, String> overrides = new LinkedHashMap<>(options.overrides());
    overrides.put("seed", Long.toString(seed));
    Texts texts = language.texts("run");
    Training.Result result;
    TrainingClock clock;
    try (ProgressDisplay display = new ProgressDisplay(console, texts)) {
      clock = new TrainingClock();
      result =
          new Training(
                  console.catalog(language.language()),
                  console.interruption().stop(),
                  List.of(console.interruption().listener(), display, clock),
                  display::accept,
                  console.commandLine(),
                  language.language())
              .train(RecipeReader.read(recipe, overrides), Optional.of(folder));
    }
    if (result.outcome() == Outcome.INTERRUPTED) {
      return Optional.empty();
    }
    describe(result.run(), log);
    try (TrainedModel model = TrainedModel.of(result.run(), SavedCheckpoint.Choice.LAST)) {
      double single = accuracy(model, ViewKind.NONE);
      double voted = chosenViews == ViewKind.NONE ? single : accuracy(model, chosenViews);
      return Optional.of(new RecordClaim.Row(seed, voted, single, clock.seconds()));
    }
  }

  private double accuracy(TrainedModel model, ViewKind chosen) throws IOException {
    return model.evaluate(console.catalog(language.language()), chosen).metrics().accuracy();
  }

  /** Notes the machine and the build. */
  private static void describe(Run run, ObjectNode log) throws IOException {
    log.setAll(JSON.<ObjectNode>valueToTree(run.info()).retain(FACTS));
  }
}
