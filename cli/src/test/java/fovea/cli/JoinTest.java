package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.run.RunningProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One training by several workers. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Tag("long")
class JoinTest {

  private static final Map<String, String> SECRET = Map.of("FOVEA_SECRET", "only for tests");

  /** The last batch has 300 - 4 * 64 = 44 images, which three workers cannot share equally. */
  private static final List<String> RECIPE =
      List.of(
          "train",
          "baseline",
          "--dataset=cifar10-mini",
          "--model=lenet5",
          "--limit-train=300",
          "--limit-test=50",
          "--batch-size=64",
          "--precision=f32",
          "--json");

  @TempDir private Path folder;

  private static Object[] words(List<?> first, Object... more) {
    List<Object> all = new ArrayList<>(first);
    all.addAll(Arrays.asList(more));
    return all.toArray();
  }

  private static String freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }

  /** What the worker says that writes the run. */
  private List<JsonNode> together(int workers, Object... words) throws IOException {
    String address = freeAddress();
    List<CompletableFuture<Answer>> all =
        IntStream.range(0, workers)
            .mapToObj(
                i ->
                    start(words(Arrays.asList(words), "--join=" + address, "--workers=" + workers)))
            .toList();
    List<List<JsonNode>> heard = all.stream().map(each -> each.join().succeeded().json()).toList();
    assertThat(heard).filteredOn(List::isEmpty).hasSize(workers - 1);
    return heard.stream().filter(each -> !each.isEmpty()).findFirst().orElseThrow();
  }

  private CompletableFuture<Answer> start(Object... words) {
    return CompletableFuture.supplyAsync(
        () -> new Caller(folder.resolve("cache"), SECRET).call(words),
        task -> new Thread(task).start());
  }

  private static double[] values(List<JsonNode> events, String key) {
    return events.stream()
        .filter(event -> event.path("event").asText().equals("epoch"))
        .mapToDouble(event -> event.path(key).asDouble())
        .toArray();
  }

  @Test
  void workersTrainAsOneDoesAndTheSameNumberOfThemGivesTheSameBits() throws IOException {
    Path alone = folder.resolve("alone");
    List<JsonNode> expected =
        new Caller(folder.resolve("cache"))
            .call(words(RECIPE, "--epochs=3", "--out", alone))
            .succeeded()
            .json();
    List<Path> runs = List.of(folder.resolve("two"), folder.resolve("again"));
    for (Path run : runs) {
      List<JsonNode> events = together(2, words(RECIPE, "--epochs=2", "--out", run));
      for (String key : List.of("train_loss", "train_accuracy", "test_loss", "test_accuracy")) {
        assertThat(values(events, key))
            .containsExactly(Arrays.copyOf(values(expected, key), 2), within(1e-4));
      }
    }
    assertThat(runs.get(0).resolve("last.safetensors"))
        .hasSameBinaryContentAs(runs.get(1).resolve("last.safetensors"));

    List<JsonNode> resumed = together(3, "train", "--resume", runs.get(0), "--epochs=3", "--json");
    assertThat(values(resumed, "test_loss"))
        .containsExactly(new double[] {values(expected, "test_loss")[2]}, within(1e-4));
  }

  @Test
  void workersGoOnTogetherWithImagesOfAnotherSize() throws IOException {
    Path network =
        Files.writeString(
            folder.resolve("small.yaml"),
            "[conv 8 3x3 stride 2, relu, global avgpool, flatten, linear classes]");
    Object[] staged =
        words(
            RECIPE.stream().filter(each -> !each.startsWith("--model")).toList(),
            "--model=" + network,
            "--epochs=3",
            "--progressive-resizing=1 at 20, 1 at 24x28");
    List<JsonNode> expected =
        new Caller(folder.resolve("cache"))
            .call(words(List.of(staged), "--out", folder.resolve("alone")))
            .succeeded()
            .json();
    List<JsonNode> events =
        together(2, words(List.of(staged), "--out", folder.resolve("together")));
    for (String key : List.of("train_loss", "test_loss")) {
      assertThat(values(events, key))
          .hasSize(3)
          .containsExactly(values(expected, key), within(1e-4));
    }
  }

  /**
   * The last batch has 70 - 2 * 32 = 6 images, or 22 - 2 * 8 = 6: four workers take slices of one
   * and two. Losses move apart by rounding, slowly; with statistics of slices, at once.
   */
  @ParameterizedTest
  @CsvSource({
    "onednn, resnet20, 70, 32",
    "onednn, cifarnet, 70, 32",
    "reference, cifarnet, 22, 8",
  })
  void workersNormaliseWholeBatchesAsOneDoesIfAskedTo(
      String engine, String model, int images, int batch) throws IOException {
    List<String> recipe =
        List.of(
            "train",
            "baseline",
            "--dataset=cifar10-mini",
            "--model=" + model,
            "--limit-train=" + images,
            "--limit-test=10",
            "--batch-size=" + batch,
            "--lr=0.005",
            "--precision=f32",
            "--engine=" + engine,
            "--json");
    List<Object> normalised = new ArrayList<>(recipe);
    if (model.equals("cifarnet")) {
      normalised.add("--batch-norm");
    }
    Caller single = new Caller(folder.resolve("cache"));
    Path alone = folder.resolve("alone");
    List<JsonNode> expected =
        single.call(words(normalised, "--epochs=2", "--out", alone)).succeeded().json();
    List<Path> runs = List.of(folder.resolve("three"), folder.resolve("again"));
    for (Path run : runs) {
      List<JsonNode> events =
          together(3, words(normalised, "--sync-batch-norm", "--epochs=1", "--out", run));
      requireNear(events, expected, 0);
    }
    assertThat(last(runs.get(0))).hasSameBinaryContentAs(last(runs.get(1)));
    assertThat(runs.get(0).resolve("recipe.yaml")).content().contains("sync_batch_norm: true");

    List<JsonNode> resumed = together(4, "train", "--resume", runs.get(0), "--epochs=2", "--json");
    requireNear(resumed, expected, 1);

    List<JsonNode> local =
        together(3, words(normalised, "--epochs=1", "--out", folder.resolve("local")));
    assertThat(values(local, "train_loss")[0])
        .isNotCloseTo(values(expected, "train_loss")[0], within(1e-3));
  }

  /**
   * Whether the first epoch of a training has the losses of another one's epoch: of the first but
   * for rounding, of the second but for what rounding has grown to, which differs by processor.
   */
  private static void requireNear(List<JsonNode> actual, List<JsonNode> expected, int epoch) {
    double tolerance = epoch == 0 ? 1e-3 : 1e-2;
    for (String key : List.of("train_loss", "test_loss")) {
      assertThat(values(actual, key)[0])
          .as(key)
          .isCloseTo(values(expected, key)[epoch], within(tolerance));
    }
  }

  @Test
  void gradientsInBf16TrainNearlyAsThoseInF32() throws IOException {
    List<JsonNode> exact =
        together(2, words(RECIPE, "--epochs=2", "--out", folder.resolve("exact")));
    List<Path> runs = List.of(folder.resolve("rounded"), folder.resolve("again"));
    for (Path run : runs) {
      List<JsonNode> events =
          together(2, words(RECIPE, "--epochs=2", "--exchange=bf16", "--out", run));
      for (String key : List.of("train_loss", "test_loss")) {
        assertThat(values(events, key)).containsExactly(values(exact, key), within(0.01));
      }
    }
    assertThat(runs.get(0).resolve("last.safetensors"))
        .hasSameBinaryContentAs(runs.get(1).resolve("last.safetensors"));
    assertThat(Files.mismatch(last(runs.get(0)), last(folder.resolve("exact")))).isNotNegative();
    assertThat(runs.get(0).resolve("recipe.yaml")).content().contains("exchange: bf16");
  }

  private static Path last(Path run) {
    return run.resolve("last.safetensors");
  }

  @Test
  void whoExchangesOtherNumbersIsRefused() throws Exception {
    Object[] words =
        words(
            RECIPE,
            "--epochs=1",
            "--out=" + folder.resolve("run"),
            "--join=" + freeAddress(),
            "--workers=2");
    CompletableFuture<Answer> exact = start(words);
    CompletableFuture<Answer> rounded = start(words(Arrays.asList(words), "--exchange=bf16"));
    CompletableFuture.anyOf(exact, rounded).join();
    boolean first = rounded.isDone(); // the one that came first waits for another
    assertThat((first ? rounded : exact).join().failure(1))
        .contains("worker 0 refuses this one: the exchange differs: ");
    start(words(Arrays.asList(words), "--exchange=" + (first ? "f32" : "bf16"))).join().succeeded();
    (first ? exact : rounded).join().succeeded();
  }

  /** On Linux, for a process must be made to hang. */
  @ParameterizedTest
  @CsvSource({"KILL, is gone", "STOP, gave no sign of life"})
  void aWorkerThatDiesOrHangsIsNamedByTheOthers(String signal, String what) throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "processes are stopped on Linux");
    String address = freeAddress();
    List<Process> workers = new ArrayList<>();
    try {
      Path run = folder.resolve("run");
      for (int i = 0; i < 3; i++) {
        workers.add(start(i, address, run));
      }
      while (!Files.exists(run.resolve("last.safetensors"))) {
        assertThat(workers).allMatch(Process::isAlive);
        Thread.sleep(20);
      }
      Process lost = workers.stream().filter(each -> !writes(run, each)).findFirst().orElseThrow();
      new ProcessBuilder("kill", "-" + signal, Long.toString(lost.pid())).start().waitFor();
      long start = System.nanoTime();
      for (int i = 0; i < 3; i++) {
        if (workers.get(i) != lost) {
          assertThat(workers.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
          assertThat(workers.get(i).exitValue()).isEqualTo(1);
          List<String> messages = Files.readAllLines(folder.resolve("messages" + i));
          assertThat(messages.get(messages.size() - 1))
              .matches("fovea: worker [12] .*" + what + ".*");
        }
      }
      assertThat((System.nanoTime() - start) / 1e9).isLessThan(30); // 10 on a machine at rest
    } finally {
      workers.forEach(Process::destroyForcibly);
    }
  }

  private static boolean writes(Path run, Process process) {
    return RunningProcess.training(run).filter(process.toHandle()::equals).isPresent();
  }

  private Process start(int number, String address, Path run) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-Dorg.bytedeco.javacpp.nopointergc=true",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Dorg.bytedeco.javacpp.maxbytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                Fovea.class.getName()));
    command.addAll(RECIPE);
    command.addAll(List.of("--epochs=100000", "--join=" + address, "--workers=3", "--out=" + run));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(SECRET);
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().remove("FOVEA_TERMINAL");
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(folder.resolve("messages" + number).toFile())
        .start();
  }

  @Test
  void badUsageIsOneLine() {
    Caller fovea = new Caller(folder, SECRET);
    assertThat(fovea.call("train", "--workers=2").failure(2)).contains("--join");
    assertThat(fovea.call("train", "--spark=local[2]", "--out=" + folder).failure(2))
        .contains("--spark needs Spark: start this with spark-submit --master local[2]");
    assertThat(fovea.call("lab", "run", "--spark=yarn").failure(2)).contains("--master yarn");
    assertThat(fovea.call("train", "--spark=yarn", "--join=a:1").failure(2))
        .contains("give --join or --spark, not both");
    assertThat(fovea.call("train", "--spark=yarn", "--workers=0").failure(2))
        .contains("--workers is 0");
    assertThat(fovea.call("train", "--join=127.0.0.1:7300").failure(2)).contains("--workers");
    assertThat(fovea.call("train", "--join=here", "--workers=2").failure(2))
        .contains("--join is 'here': it must be HOST:PORT");
    assertThat(fovea.call("train", "--join=127.0.0.1:7300", "--workers=1").failure(2))
        .contains("2 workers or more");
    assertThat(new Caller(folder).call("train", "--join=a:1", "--workers=2").failure(2))
        .contains("FOVEA_SECRET");
  }
}
