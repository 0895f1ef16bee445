package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be done is told in one line that names the cause, its value and what is allowed. */
class BadInputTest {

  @TempDir private static Path shared;
  private static Path trained;

  @TempDir private Path folder;
  private Caller fovea;

  @BeforeAll
  static void trainOnce() {
    trained = shared.resolve("run");
    new Caller(shared.resolve("cache")).train(trained, "--epochs", 1).succeeded();
  }

  @BeforeEach
  void prepare() {
    fovea = new Caller(folder.resolve("cache"));
  }

  static List<Arguments> flags() {
    return List.of(
        flag(
            "--model lenet",
            "model is 'lenet'",
            "cifarnet, convnext_tiny, lenet5, mobilenet_v2, resnet18, resnet20"),
        flag("--epochs 0", "epochs is '0'", "from 1 to 100000"),
        flag("--epochs 1.5", "epochs is '1.5'", "a whole number"),
        flag("--epochs many", "epochs is 'many'", "a whole number"),
        flag("--batch-size 0", "batch_size is '0'", "from 1"),
        flag("--lr -0.1", "lr is '-0.1'", "a number above 0"),
        flag("--lr 0", "lr is '0'", "a number above 0"),
        flag("--lr NaN", "lr is 'NaN'", "a number above 0"),
        flag("--lr 1e999", "lr is '1e999'", "a number above 0"),
        flag("--lr 0,1", "lr is '0,1'", "a number above 0"),
        flag("--dropout 1.0", "dropout is '1.0'", "from 0, below 1"),
        flag("--dropout -0.5", "dropout is '-0.5'", "from 0, below 1"),
        flag("--momentum 1", "momentum is '1'", "from 0, below 1"),
        flag("--nesterov --momentum 0", "nesterov is true", "momentum above 0"),
        flag("--nesterov=perhaps", "nesterov is 'perhaps'", "true or false"),
        flag("--batch-norm=1", "batch_norm is '1'", "true or false"),
        flag("--weight-decay -1", "weight_decay is '-1'", "from 0"),
        flag("--gamma 2", "gamma is '2'", "above 0 to 1"),
        flag("--optimizer adma", "optimizer is 'adma'", "sgd, adam, adamw"),
        flag("--schedule stairs", "schedule is 'stairs'", "constant, exponential"),
        flag("--normalize yes", "normalize is 'yes'", "none, channel, image-average"),
        flag(
            "--augment flip,turn",
            "augment is 'turn'",
            "none, or some of resized-crop[:share], crop[:size]"),
        flag("--init zero", "init is 'zero'", "pytorch, he, xavier"),
        flag("--engine cuda", "engine is 'cuda'", "auto, onednn, reference"),
        flag("--precision f16", "precision is 'f16'", "auto, f32, bf16"),
        flag("--seed x", "seed is 'x'", "a whole number"),
        flag("--threads -1", "threads is '-1'", "from 0"),
        flag("--limit-train -1", "limit_train is '-1'", "0 or more"),
        flag("--limit-test x", "limit_test is 'x'", "0 or more"),
        flag("--max-time 90", "max_time is '90'", "90s, 10m or 2h"),
        flag("--max-time 1.5h", "max_time is '1.5h'", "90s, 10m or 2h"),
        flag("--max-time -1s", "max_time is '-1s'", "90s, 10m or 2h"),
        flag("--max-time 10min", "max_time is '10min'", "90s, 10m or 2h"));
  }

  private static Arguments flag(String words, String... parts) {
    return arguments(words, List.of(parts));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("flags")
  void aFlagOfTrainThatCannotBe(String words, List<String> parts) {
    Answer answer = fovea.train(folder.resolve("run"), (Object[]) words.split(" "));

    assertThat(answer.failure(Fovea.USAGE)).contains(parts);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  static List<Arguments> usage() {
    return List.of(
        arguments("train --rate 0.1", "unknown option '--rate': did you mean --lr?", "fovea train"),
        arguments("train --epoch 3", "did you mean --epochs", "fovea train"),
        arguments("train one two", "unexpected argument 'two'", "fovea train"),
        arguments("train --lr", "--lr", "fovea train"),
        arguments("trian", "did you mean train", "fovea"),
        arguments("--frobnicate", "unknown option '--frobnicate'", "fovea"),
        arguments("data fetch", "NAME", "fovea data fetch"),
        arguments("evaluate", "RUN", "fovea evaluate"),
        arguments("predict somewhere", "IMAGE", "fovea predict"),
        arguments("predict run a.png --top x", "'x' is not an int", "fovea predict"),
        arguments("summary", "MODEL", "fovea summary"),
        arguments("bench --steps x", "'x' is not an int", "fovea bench"));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("usage")
  void wrongUsageIsToldWithTheWayToHelp(String words, String part, String command) {
    Answer answer = fovea.call((Object[]) (words.isEmpty() ? new String[0] : words.split(" ")));

    assertThat(answer.status()).isEqualTo(2);
    assertThat(answer.results()).isEmpty();
    assertThat(answer.messages()).hasSize(2);
    assertThat(answer.messages().get(0)).startsWith("fovea: ").contains(part);
    assertThat(answer.messages().get(1)).isEqualTo("Try '" + command + " --help'.");
  }

  static List<Arguments> commands() {
    return List.of(
        command(2, "train --dataset cifar11", "'cifar11'", "cifar10, cifar10-mini,", "directory"),
        command(2, "data info cifar11", "'cifar11'", "cifar10, cifar10-mini,"),
        command(2, "data fetch cifar11", "'cifar11'", "cifar10, cifar10-mini,"),
        command(1, "data info %s/empty", "/empty", "folder", "class"),
        command(1, "train --dataset %s/empty", "/empty", "folder", "class"),
        command(2, "summary lenet5 --input 3x2x2", "layer conv2", "covers 5x5", "only 1x1"),
        command(2, "summary cifarnet --input 32x32", "32x32"),
        command(2, "summary cifarnet --input axbxc", "axbxc"),
        command(2, "summary cifarnet --input 3x0x32", "3x0x32"),
        command(
            2,
            "summary cifarnett",
            "did you mean 'cifarnet'?",
            "cifarnet, convnext_tiny, lenet5, mobilenet_v2, resnet18, resnet20"),
        command(2, "summary cifarnet --dropout 1.0", "dropout", "1.0"),
        command(2, "summary cifarnet --classes 0", "classes", "0"),
        command(
            2,
            "bench alexnet",
            "'alexnet'",
            "cifarnet, convnext_tiny, lenet5, mobilenet_v2, resnet18, resnet20"),
        command(2, "bench --batch 0", "--batch is 0", "at least 1"),
        command(2, "bench --steps -1", "--steps is -1", "at least 1"),
        command(2, "bench --engine gpu", "engine is 'gpu'", "auto, onednn, reference"),
        command(2, "bench --precision f64", "precision is 'f64'", "auto, f32, bf16"),
        command(2, "bench --threads -2", "threads is '-2'"),
        command(1, "predict %s/empty a.png", "/empty is no run", "fovea train"),
        command(2, "predict %s/empty a.png --top 0", "--top is 0", "at least 1"),
        command(1, "evaluate %s/empty", "/empty is no run", "fovea train"),
        command(1, "evaluate %s/absent", "/absent is no run", "fovea train"),
        command(1, "train --resume %s/empty", "/empty is no run", "fovea train"),
        command(2, "train baseline --resume %s/empty", "--resume", "recipe"),
        command(2, "train --out %s/run --resume %s/empty", "--resume", "folder"),
        command(
            2,
            "train %s/absent.yaml",
            "/absent.yaml'",
            "default, baseline, airbench, lenet5-mnist"),
        command(2, "train basline", "'basline'", "default, baseline, airbench, lenet5-mnist"),
        command(2, "train %s/empty", "/empty'", "a YAML file"));
  }

  private static Arguments command(int status, String words, String... parts) {
    return arguments(status, words, List.of(parts));
  }

  @ParameterizedTest(name = "[{index}] {1}")
  @MethodSource("commands")
  void aCommandThatCannotBeDone(int status, String words, List<String> parts) throws IOException {
    Files.createDirectory(folder.resolve("empty"));

    Answer answer = fovea.call((Object[]) words.replace("%s", folder.toString()).split(" "));

    assertThat(answer.failure(status)).contains(parts);
  }

  static List<Arguments> recipes() {
    return List.of(
        arguments("epoch: 3\n", List.of("'epoch'", "did you mean 'epochs'?")),
        arguments("batchsize: 3\n", List.of("'batchsize'", "did you mean 'batch_size'?")),
        arguments(
            "colour: blue\n", List.of("'colour'", "choose from accumulate, activations, alpha,")),
        arguments("epochs: [1, 2]\n", List.of("epochs is '[1,2]'", "a whole number")),
        arguments("epochs:\n", List.of("epochs is ''", "a whole number")),
        arguments("lr: fast\n", List.of("lr is 'fast'", "a number above 0")),
        arguments("lr: {start: 1}\n", List.of("lr is '{\"start\":1}'", "a number above 0")),
        arguments("model: 5\n", List.of("model was read as the number 5", "quotes")),
        arguments("model: [lenet5]\n", List.of("model is '[\"lenet5\"]'", "a text")),
        arguments(
            "model: alexnet\n", List.of("model is 'alexnet'", "cifarnet, convnext_tiny, lenet5")),
        arguments("batch_norm: maybe\n", List.of("batch_norm is 'maybe'", "true or false")),
        arguments(
            "augment: [turn]\n",
            List.of("augment is 'turn'", "some of resized-crop[:share], crop[:size]")),
        arguments(
            "augment: {crop: 4}\n",
            List.of("augment is '{\"crop\":4}'", "some of resized-crop[:share], crop[:size]")),
        arguments("max_time: 90\n", List.of("max_time is '90'", "90s, 10m or 2h")),
        arguments("lr: 1\nlr: 2\n", List.of("mine.yaml", "'lr'")),
        arguments("- lr: 1\n", List.of("mine.yaml", "key: value")),
        arguments("only words\n", List.of("mine.yaml", "key: value")),
        arguments("lr: [1\n", List.of("mine.yaml is not YAML")),
        arguments("a: b: c\n", List.of("mine.yaml is not YAML")),
        arguments("\u0000\u0001", List.of("mine.yaml is not YAML")));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("recipes")
  void aRecipeThatCannotBe(String text, List<String> parts) throws IOException {
    Path recipe = Files.writeString(folder.resolve("mine.yaml"), text);

    assertThat(fovea.call("train", recipe).failure(Fovea.USAGE)).contains(parts);
  }

  @Test
  void aRecipeThatIsNoText() throws IOException {
    Path recipe = Files.write(folder.resolve("cat.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});

    assertThat(fovea.call("train", recipe).failure(Fovea.USAGE))
        .contains("cat.png, line 1: the byte 0x89 is not UTF-8");
  }

  @Test
  void aFolderThatHoldsSomethingIsNotWrittenTo() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.writeString(run.resolve("notes.txt"), "mine");

    assertThat(fovea.train(run).failure(1))
        .contains(run + " is not empty", "--out", "--resume " + run);
    assertThat(TrainCommandTest.names(run)).containsExactly("notes.txt");
  }

  @Test
  void aFileIsNoFolderForARun() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "mine");

    assertThat(fovea.train(file).failure(1)).contains(file.toString(), "is a file", "--out");
    assertThat(fovea.train(file.resolve("run")).failure(1))
        .contains("cannot make the folder " + file.resolve("run"), "Not a directory");
    assertThat(file).hasContent("mine");
  }

  static List<String> kept() {
    return List.of(
        "--lr 0.5", "--model cifarnet", "--seed 3", "--limit-train 5", "--batch-norm", "--out x");
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("kept")
  void aResumedRunKeepsItsRecipe(String words) {
    List<Object> all = new ArrayList<>(List.of("train", "--resume", trained));
    all.addAll(Arrays.asList(words.split(" ")));

    assertThat(fovea.call(all.toArray()).failure(Fovea.USAGE)).contains("--resume");
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        arguments("missing", List.of("last.safetensors", "no checkpoint", "fovea train")),
        arguments("cut off", List.of("last.safetensors")),
        arguments("empty", List.of("last.safetensors")),
        arguments("text", List.of("last.safetensors")),
        arguments("foreign", List.of("last.safetensors")));
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("damages")
  void aRunCannotGoOnFromACheckpointThatIs(String damage, List<String> parts) throws IOException {
    Path run = copyOfTrained();
    Path last = run.resolve("last.safetensors");
    byte[] bytes = Files.readAllBytes(last);
    switch (damage) {
      case "missing" -> Files.delete(last);
      case "cut off" -> Files.write(last, Arrays.copyOf(bytes, bytes.length / 2));
      case "empty" -> Files.write(last, new byte[0]);
      case "text" -> Files.write(last, "no tensors here".getBytes(StandardCharsets.UTF_8));
      default -> {
        Path other = folder.resolve("other");
        fovea.train(other, "--epochs", 1, "--batch-norm", "false").succeeded();
        Files.write(last, Files.readAllBytes(other.resolve("last.safetensors")));
      }
    }
    List<String> before = Files.readAllLines(run.resolve("metrics.jsonl"));

    assertThat(fovea.call("train", "--resume", run, "--epochs", 2).failure(1)).contains(parts);
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).isEqualTo(before);
  }

  @Test
  void aRunDoesNotGoOnWithAnotherSeed() throws IOException {
    Path run = copyOfTrained();
    Path recipe = run.resolve("recipe.yaml");
    Files.writeString(recipe, Files.readString(recipe).replaceFirst("seed: \\d+", "seed: 77"));

    assertThat(fovea.call("train", "--resume", run, "--epochs", 2).failure(1))
        .contains("seed 0", "77", "recipe.yaml");
  }

  private Path copyOfTrained() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    for (String name : TrainCommandTest.names(trained)) {
      Files.copy(trained.resolve(name), run.resolve(name));
    }
    return run;
  }
}
