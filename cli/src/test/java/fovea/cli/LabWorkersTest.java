package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.engine.Engines;
import fovea.run.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ladders whose runs are trained by several processes. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Tag("long")
class LabWorkersTest {

  private static final List<String> RUNS =
      List.of("0-plain/seed-0", "0-plain/seed-1", "1-normalised/seed-0", "1-normalised/seed-1");

  @TempDir private Path folder;
  private Caller fovea;
  private Path ladder;

  @BeforeEach
  void writeLadder() throws IOException {
    fovea = new Caller(folder.resolve("cache"));
    ladder =
        Files.writeString(
            folder.resolve("small.yaml"),
            """
            base: baseline
            steps:
              - {name: plain, dataset: cifar10-mini, model: lenet5, epochs: 3, limit_train: 128, limit_test: 40, batch_size: 64}
              - {name: normalised, normalize: channel}
            """);
  }

  private Answer climb(Path out, Object... more) {
    Object[] words = {
      "lab",
      "run",
      ladder,
      "--seeds",
      2,
      "--out",
      out,
      "--precision=f32",
      "--threads=" + Engines.threads(),
      "--json"
    };
    Object[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return fovea.call(all);
  }

  /** Each run has the same bits in both folders, and was trained from its start to its end once. */
  private static void requireSame(Path one, Path other) throws IOException {
    for (String run : RUNS) {
      assertThat(one.resolve(run).resolve("last.safetensors"))
          .hasSameBinaryContentAs(other.resolve(run).resolve("last.safetensors"));
      assertThat(Files.readAllLines(one.resolve(run).resolve("metrics.jsonl")))
          .extracting(line -> Answer.parse(line).path("event").asText())
          .containsExactly("start", "epoch", "epoch", "epoch", "done");
    }
  }

  private static List<String> accuracies(List<JsonNode> events) {
    return events.stream()
        .filter(event -> event.path("event").asText().equals("comparison"))
        .map(event -> event.path("name").asText() + " " + event.path("test_accuracy"))
        .toList();
  }

  @Test
  void processesTrainTheRunsThatOneProcessTrains() throws IOException {
    Path alone = folder.resolve("alone");
    Path workers = folder.resolve("workers");
    List<JsonNode> expected = climb(alone).succeeded().json();
    List<JsonNode> events = climb(workers, "--workers=3").succeeded().json();

    requireSame(workers, alone);
    assertThat(accuracies(events)).hasSize(2).isEqualTo(accuracies(expected));
    assertThat(events)
        .filteredOn(event -> event.path("event").asText().equals("epoch"))
        .extracting(event -> event.path("step").asText() + "/seed-" + event.path("seed").asText())
        .hasSize(12)
        .contains("plain/seed-0", "plain/seed-1", "normalised/seed-0", "normalised/seed-1");
    for (String run : RUNS) {
      assertThat(workers.resolve(run)).isDirectoryContaining("glob:**/curves.png");
      assertThat(RunningProcess.training(workers.resolve(run))).isEmpty();
    }
  }

  @Test
  void twoLaddersInOneFolderShareTheWorkAndATrainingThatIsKilledGoesOn() throws Exception {
    Path shared = folder.resolve("shared");
    CompletableFuture<Answer> first =
        CompletableFuture.supplyAsync(() -> climb(shared, "--workers=2"));
    kill(shared.resolve(RUNS.get(0)));
    Answer second = climb(shared).succeeded();

    assertThat(accuracies(first.get().succeeded().json()))
        .isEqualTo(accuracies(second.json()))
        .hasSize(2);
    Path alone = folder.resolve("alone");
    climb(alone).succeeded();
    requireSame(shared, alone);
  }

  /** Kills the process that trains a run, as soon as it has saved a checkpoint. */
  private static void kill(Path run) throws InterruptedException {
    while (!Files.exists(run.resolve("last.safetensors"))) {
      Thread.sleep(1);
    }
    RunningProcess.training(run).ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void theRunOfAProcessThatIsGoneIsTakenOver() throws Exception {
    Path out = folder.resolve("left");
    Path run = out.resolve(RUNS.get(0));
    Process other = new ProcessBuilder(java(), "-version").start();
    RunningProcess.enter(run, other.toHandle());
    other.waitFor();

    climb(out, "--epochs=1", "--limit-train=64").succeeded();
    assertThat(run).isDirectoryContaining("glob:**/last.safetensors");
  }

  @Test
  void whyATrainingFailedIsTold() throws IOException {
    Path out = folder.resolve("failed");
    Path run = Files.createDirectories(out.resolve(RUNS.get(2)));
    Files.writeString(run.resolve("notes.txt"), "not a run");
    Object[] words = {"lab", "run", ladder, "--seeds=2", "--workers=2", "--out", out};
    Answer answer = fovea.call(words);
    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.messages()).last().asString().contains(run + " is not empty");
    try (Stream<Path> left = Files.list(out.resolve("0-plain"))) {
      assertThat(left.map(RunningProcess::training)).allMatch(Optional::isEmpty);
    }
  }

  @Test
  void aDivergingRunHasNoResult() {
    Answer answer =
        fovea
            .call(
                "lab",
                "sweep",
                "baseline",
                "--dataset=cifar10-mini",
                "--epochs=2",
                "--limit-train=256",
                "--limit-test=20",
                "--lr=1e30,0.01",
                "--workers=2",
                "--out",
                folder.resolve("diverging"))
            .succeeded();
    assertThat(answer.messages())
        .anyMatch(line -> line.startsWith("lr=1e30, seed 0 has no result"));
    assertThat(answer.results().get(1)).startsWith("0-lr=1e30 ").contains("0 (1 diverged)");
    assertThat(answer.results().get(2)).startsWith("1-lr=0.01 ").contains(" 1 ");
  }

  @Test
  void thereIsAtLeastOneWorker() {
    assertThat(climb(folder.resolve("none"), "--workers=0").failure(2)).contains("--workers is 0");
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
