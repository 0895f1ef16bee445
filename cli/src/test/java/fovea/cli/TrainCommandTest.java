package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.recipe.RecipeKey;
import fovea.recipe.RecipeKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code fovea train} says and leaves behind. */
class TrainCommandTest {

  /** What a run's folder holds, in alphabetical order. */
  static final List<String> FILES =
      List.of(
          "best.safetensors",
          "curves.png",
          "curves.svg",
          "last.safetensors",
          "metrics.jsonl",
          "network.yaml",
          "recipe.yaml",
          "run.json",
          "steps.jsonl");

  @TempDir private Path folder;
  private Path run;
  private Caller fovea;

  @BeforeEach
  void prepare() {
    run = folder.resolve("run");
    fovea = new Caller(folder.resolve("cache"));
  }

  @Test
  void aRunsFolderHoldsExactlyWhatItShould() throws IOException {
    Answer answer = fovea.train(run).succeeded();

    assertThat(names(run)).containsExactlyElementsOf(FILES);
    assertThat(answer.results()).containsExactly(run.toString());
    assertThat(answer.messages())
        .anyMatch(line -> line.startsWith("    2/2 ") && line.length() < 80);
  }

  @Test
  void eventsHaveTheirKeysInOrder() throws IOException {
    List<JsonNode> events = fovea.train(run, "--json").succeeded().json();

    assertThat(events)
        .extracting(event -> event.path("event").asText())
        .containsExactly("start", "epoch", "epoch", "done");
    assertThat(Answer.keys(events.get(0)))
        .containsExactly(
            "event",
            "dataset",
            "model",
            "parameters",
            "precision",
            "threads",
            "seed",
            "tested_on",
            "run");
    assertThat(events.get(0).path("tested_on").asText()).isEqualTo("test");
    assertThat(Answer.keys(events.get(1)))
        .containsExactly(
            "event",
            "epoch",
            "epochs",
            "learning_rate",
            "train_loss",
            "train_accuracy",
            "test_loss",
            "test_accuracy",
            "seconds",
            "images_per_second",
            "train_evaluated_loss",
            "train_evaluated_accuracy");
    assertThat(Answer.keys(events.get(3)))
        .containsExactly(
            "event",
            "test_loss",
            "test_accuracy",
            "seconds",
            "run",
            "last_epoch",
            "best_epoch",
            "best_test_accuracy",
            "first_loss",
            "lowest_test_loss",
            "lowest_test_loss_epoch",
            "train_minus_test_accuracy",
            "overfits");
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
        .extracting(Answer::parse)
        .isEqualTo(events);
  }

  /** With the same weights, in the same mode: the same images give the same numbers. */
  @Test
  void trainingAndTestImagesAreComparedAlike() throws IOException {
    fovea
        .train(
            run,
            "--dropout=0.5",
            "--augment=pad-crop,flip",
            "--label-smoothing=0.1",
            "--ema=0.5",
            "--batch-norm",
            "--lr=0.02")
        .succeeded();
    JsonNode last = epochs(run).get(1);
    JsonNode evaluation =
        fovea.call("evaluate", run, "--last", "--modes", "--json").succeeded().json().get(0);

    assertThat(last.path("train_evaluated_accuracy").asDouble())
        .isNotEqualTo(last.path("train_accuracy").asDouble());
    assertThat(evaluation.path("test_evaluation_mode").path("loss").asDouble())
        .isCloseTo(last.path("test_loss").asDouble(), within(1e-5));
  }

  @Test
  void aLastBatchOfOneIsLeftOutWhereBatchNormalisationCannotTakeIt() throws IOException {
    fovea
        .train(
            run,
            "--model",
            "cifarnet",
            "--batch-norm",
            "--batch-norm-place=pool",
            "--augment=crop:8",
            "--limit-train",
            20,
            "--batch-size",
            19,
            "--epochs",
            1)
        .succeeded();

    assertThat(epochs(run)).hasSize(1);
  }

  @Test
  void aRunDoesNotGoOnToFewerEpochsThanItHas() throws IOException {
    fovea.train(run).succeeded();
    String recipe = text(run.resolve("recipe.yaml"));

    assertThat(fovea.call("train", "--resume", run, "--epochs", 1).failure(Fovea.USAGE))
        .isEqualTo(
            "epochs is 1: %s has already trained in 2; give that number or more".formatted(run));
    assertThat(text(run.resolve("recipe.yaml"))).isEqualTo(recipe);
    fovea.call("train", "--resume", run, "--epochs", 2).succeeded();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "baseline", "--dataset mnist", "--model resnet20", "own.yaml"})
  void aPrintedRecipeIsTheOneThatIsTrained(String named) throws IOException {
    Path own = folder.resolve("own.yaml");
    Files.writeString(own, "network: [conv 4 3 same, relu, flatten, linear 10]\nmodel: mine\n");
    List<Object> words = new ArrayList<>(List.of("train", "--print-recipe"));
    Stream.of(named.replace("own.yaml", own.toString()).split(" "))
        .filter(word -> !word.isEmpty())
        .forEach(words::add);
    words.addAll(List.of("--lr", "0.025", "--augment", "flip,pad-crop:2", "--max-time", "10m"));

    List<String> printed = fovea.call(words.toArray()).succeeded().results();

    assertThat(printed).contains("lr: 0.025");
    for (RecipeKey key : RecipeKeys.all()) {
      boolean absent = key.name().equals("network") && !named.equals("own.yaml");
      assertThat(printed.stream().anyMatch(line -> line.startsWith(key.name() + ":")))
          .as(key.name())
          .isNotEqualTo(absent);
    }
    Path copy = Files.write(folder.resolve("copy.yaml"), printed);
    assertThat(fovea.call("train", copy, "--print-recipe").succeeded().results())
        .isEqualTo(printed);
    assertThat(folder.resolve("cache")).doesNotExist();
  }

  @Test
  void aRecipeIsPrintedForARunToResumeAndWithNothingElse() {
    fovea.train(run, "--epochs", 1).succeeded();

    assertThat(
            fovea
                .call("train", "--resume", run, "--epochs", 3, "--print-recipe")
                .succeeded()
                .results())
        .contains("epochs: 3", "model: lenet5");
    assertThat(fovea.call("train", "--print-recipe", "--dry-run").failure(2))
        .isEqualTo("--print-recipe prints YAML and trains nothing: leave out --dry-run");
    assertThat(fovea.call("train", "--print-recipe", "--json").failure(2))
        .isEqualTo("--print-recipe prints YAML and trains nothing: leave out --json");
  }

  @Test
  void theResultNamesTheLastEpochAndTheBest() throws IOException {
    Answer answer = fovea.train(run, "--epochs", 3).succeeded();

    assertThat(answer.messages())
        .anyMatch(line -> line.matches("done after .* s: epoch 3, test loss .*"))
        .anyMatch(
            line ->
                line.matches(
                    "epoch 3 is the last and, by the test images, the best"
                        + "|last.safetensors is that epoch; best.safetensors is epoch [12], .*"));
  }

  @ParameterizedTest
  @CsvSource({"en, test", "fr, de test"})
  void aRunThatIsJudgedByValidationSpeaksOfNoTest(String language, String word) throws IOException {
    List<String> messages =
        fovea.train(run, "--holdout", 40, "--epochs", 2, "--lang", language).succeeded().messages();

    assertThat(messages)
        .filteredOn(line -> line.matches(".*\\b" + word + "\\b.*"))
        .singleElement() // it says that these are not the test images
        .asString()
        .contains("validation");
    assertThat(messages.stream().filter(line -> line.contains("validation")).count())
        .isGreaterThanOrEqualTo(4);
    assertThat(text(run.resolve("curves.svg"))).contains("validation");
  }

  @ParameterizedTest
  @CsvSource({"en, overfitting", "fr, visible"})
  void aSingleEpochShowsNoTrend(String language, String word) {
    assertThat(fovea.train(run, "--epochs", 1, "--lang", language).succeeded().messages())
        .noneMatch(line -> line.contains(word))
        .anyMatch(
            line -> line.matches("(test loss|perte de test) \\d.* (single epoch|époque) ?:.*"));
  }

  @Test
  void aWarmUpShowsTheRateThatItHasReached() {
    Answer answer =
        fovea.train(run, "--lr=1e-6", "--schedule=linear", "--warmup=1", "--json").succeeded();

    assertThat(answer.messages()).noneMatch(line -> line.contains(" 0.000"));
    assertThat(answer.json().get(1).path("learning_rate").asDouble()).isBetween(1e-7, 1e-6);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "mes runs, 'mes runs'",
        "l'essai, 'l'\\''essai'",
        "$HOME, '$HOME'",
        "d\u00e9p\u00f4t-1.5, d\u00e9p\u00f4t-1.5"
      })
  void theNextCommandCanBeCopiedToAShell(String name, String argument) {
    Path run = folder.resolve(name);
    String expected = argument.replaceFirst("^('?)", "$1" + folder + "/");
    assertThat(fovea.train(run, "--epochs", 1).succeeded().messages())
        .contains("next: fovea evaluate " + expected);
  }

  @Test
  void aDryRunLeavesNothingBehind() throws IOException {
    Answer answer = fovea.train(run, "--dry-run").succeeded();

    assertThat(answer.results())
        .singleElement()
        .asString()
        .startsWith("dry run passed with one batch: ");
    assertThat(names(folder)).isEmpty();
  }

  @Test
  void aDryRunTellsItsResultAsJsonToo() {
    JsonNode result = fovea.train(run, "--dry-run", "--json").succeeded().json().get(0);

    assertThat(Answer.keys(result)).containsExactly("event", "test_loss", "test_accuracy");
  }

  @Test
  void aDryRunGoesOnWithNoRun() {
    assertThat(fovea.call("train", "--resume", run, "--dry-run").failure(Fovea.USAGE))
        .contains("--resume")
        .contains("--dry-run");
  }

  @Test
  void theReferenceEngineTrainsToo() {
    Answer answer =
        fovea
            .train(run, "--engine", "reference", "--limit-train", 8, "--limit-test", 4, "--json")
            .succeeded();

    assertThat(answer.json()).hasSize(4);
    assertThat(Answer.parse(text(run.resolve("run.json"))).path("engine").asText())
        .startsWith("reference");
  }

  /** What the recipe leaves to the machine stays what it was when the run began. */
  @ParameterizedTest
  @CsvSource({"precision, f32, cifarnet", "engine, reference, lenet5"})
  void aRunGoesOnAsItBegan(String key, String value, String model) throws IOException {
    Object[] flags = {
      "--" + key,
      value,
      "--model",
      model,
      "--schedule",
      "constant",
      "--limit-train",
      16,
      "--limit-test",
      4,
      "--epochs",
      1
    };
    fovea.train(run, flags).succeeded();
    Path recipe = run.resolve("recipe.yaml");
    Files.writeString(recipe, text(recipe).replace(key + ": " + value, key + ": auto"));
    Answer resumed = fovea.call("train", "--resume", run, "--epochs", 2, "--json").succeeded();
    assertThat(resumed.json().get(0).path("precision").asText()).isEqualTo("f32");
    assertThat(text(recipe)).contains(key + ": auto");

    Path whole = folder.resolve("whole");
    flags[flags.length - 1] = 2;
    fovea.train(whole, flags).succeeded();
    assertThat(run.resolve("last.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("last.safetensors"));
    JsonNode evaluation = fovea.call("evaluate", run, "--json").succeeded().json().get(0);
    JsonNode expected = fovea.call("evaluate", whole, "--json").succeeded().json().get(0);
    assertThat(evaluation.path("test_loss")).isEqualTo(expected.path("test_loss"));
  }

  @Test
  void flagsOverrideTheRecipesKeys() throws IOException {
    Path recipe =
        Files.writeString(
            folder.resolve("mine.yaml"),
            """
            # What this one shows.
            dataset: cifar10-mini
            model: lenet5
            epochs: 7
            lr: 0.02
            momentum: 0.5
            augment: [flip, crop]
            limit_train: 40
            limit_test: 20
            """);

    fovea.call("train", recipe, "--epochs", 1, "--lr=0.01", "--nesterov", "--out", run).succeeded();

    assertThat(Files.readAllLines(run.resolve("recipe.yaml")))
        .contains("epochs: 1", "lr: 0.01", "momentum: 0.5", "nesterov: true", "limit_train: 40")
        .containsSequence("augment:", "- crop", "- flip");
  }

  @Test
  void provenanceSaysWhereARunComesFrom() {
    fovea.train(run, "--normalize", "channel", "--batch-norm").succeeded();

    JsonNode info = Answer.parse(text(run.resolve("run.json")));
    assertThat(info.path("command").asText())
        .startsWith("fovea train --out ")
        .contains(" --dataset cifar10-mini ");
    assertThat(info.path("train_images").asInt()).isEqualTo(96);
    assertThat(info.path("test_images").asInt()).isEqualTo(50);
    assertThat(info.path("classes")).hasSize(10);
    assertThat(info.path("deviation")).hasSize(3);
    assertThat(info.path("train_checksum").asText()).matches("[0-9a-f]{64}");
  }

  @Test
  void oneSeedGivesOneResult() {
    List<JsonNode> first = metrics(fovea.train(run, "--dropout", 0.5, "--augment=crop,flip"));
    List<JsonNode> again =
        metrics(fovea.train(folder.resolve("again"), "--dropout", 0.5, "--augment=crop,flip"));
    List<JsonNode> other =
        metrics(
            fovea.train(
                folder.resolve("other"), "--dropout", 0.5, "--augment=crop,flip", "--seed", 1));

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void theTimeEndsATrainingThatCanGoOn() throws IOException {
    Answer answer = fovea.train(run, "--epochs", 100_000, "--max-time", "1s").succeeded();

    assertThat(answer.messages())
        .anyMatch(line -> line.startsWith("stopped (time limit reached) after "))
        .last()
        .isEqualTo("to continue: fovea train --resume " + run);
    List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
    assertThat(Answer.parse(lines.get(lines.size() - 1)).path("stopped").asText())
        .isEqualTo("max_time");
    int epochs = epochs(run).size();

    fovea.call("train", "--resume", run, "--epochs", epochs + 1, "--max-time", "1h").succeeded();
    assertThat(epochs(run))
        .extracting(event -> event.path("epoch").asInt())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, epochs + 1).boxed().toList());
  }

  @Test
  void aRunThatEndedInItsFirstEpochCanGoOnAndBeTested() throws IOException {
    Answer answer = fovea.train(run, "--max-time", "0s").succeeded();

    assertThat(names(run))
        .containsExactly(
            "last.safetensors",
            "metrics.jsonl",
            "network.yaml",
            "recipe.yaml",
            "run.json",
            "steps.jsonl");
    assertThat(answer.messages()).contains("run: " + run);
    fovea.call("evaluate", run).succeeded();
    Path whole = folder.resolve("whole");
    fovea.train(whole, "--max-time", "1h").succeeded();
    fovea.call("train", "--resume", run, "--max-time", "1h").succeeded();
    assertThat(metrics(epochs(run))).isEqualTo(metrics(epochs(whole)));
  }

  @Test
  void aResumedRunIsTheRunThatWasNotInterrupted() throws IOException {
    Object[] words = {
      "--momentum",
      0.9,
      "--schedule=exponential",
      "--dropout",
      0.3,
      "--augment=crop",
      "--batch-norm"
    };
    Path whole = folder.resolve("whole");
    fovea.train(whole, Stream.concat(Stream.of(words), Stream.of("--epochs", 4)).toArray());
    fovea.train(run, words).succeeded();

    Answer resumed = fovea.call("train", "--resume", run, "--epochs", 4, "--json").succeeded();

    assertThat(resumed.json())
        .extracting(event -> event.path("event").asText())
        .containsExactly("start", "epoch", "epoch", "done");
    assertThat(metrics(epochs(run))).isEqualTo(metrics(epochs(whole)));
    assertThat(run.resolve("last.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("last.safetensors"));
    assertThat(run.resolve("best.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("best.safetensors"));
    assertThat(run.resolve("recipe.yaml")).hasSameTextualContentAs(whole.resolve("recipe.yaml"));
  }

  @Test
  void aDivergingTrainingEndsWithAdvice() throws IOException {
    fovea.train(run, "--lr", 0.01).succeeded();
    byte[] checkpoint = Files.readAllBytes(run.resolve("last.safetensors"));
    Path recipe = run.resolve("recipe.yaml");
    Files.writeString(recipe, Files.readString(recipe).replace("lr: 0.01", "lr: 1.0E30"));

    Answer answer = fovea.call("train", "--resume", run, "--epochs", 4);

    assertThat(answer.failure(1))
        .matches(
            "the loss is \\S+ at step \\d+ with learning rate \\d\\.\\d+E29: .*diverged.*try .*");
    assertThat(Files.readAllBytes(run.resolve("last.safetensors"))).isEqualTo(checkpoint);
  }

  @Test
  void aRateOfAMillionDiverges() {
    Answer answer = fovea.train(run, "--lr", "1e6", "--epochs", 20);

    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.messages())
        .last()
        .asString()
        .matches("fovea: the loss is \\S+ at step \\d+ with learning rate \\S+: .*try .*");
  }

  @Test
  void aStackTraceIsShownOnDemand() {
    Answer answer = fovea.train(run, "--dataset", "nowhere", "--verbose");

    assertThat(answer.status()).isEqualTo(2);
    assertThat(answer.messages())
        .anyMatch(line -> line.startsWith("\tat fovea."))
        .last()
        .asString()
        .startsWith("fovea: unknown data set 'nowhere'");
  }

  private static List<JsonNode> metrics(Answer answer) {
    Path folder = Path.of(answer.succeeded().results().get(0));
    return metrics(epochs(folder));
  }

  /** Epochs without their times and their total number, which a resumed run only learns later. */
  private static List<JsonNode> metrics(List<JsonNode> epochs) {
    return epochs.stream()
        .<JsonNode>map(
            event ->
                ((ObjectNode) event).without(List.of("seconds", "images_per_second", "epochs")))
        .toList();
  }

  private static List<JsonNode> epochs(Path run) {
    return text(run.resolve("metrics.jsonl"))
        .lines()
        .map(Answer::parse)
        .filter(event -> event.path("event").asText().equals("epoch"))
        .toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
