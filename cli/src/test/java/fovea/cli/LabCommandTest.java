package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ladders, sweeps and comparisons on the small data set. */
class LabCommandTest {

  @TempDir private static Path folder;
  private static Caller fovea;
  private static Path ladder;
  private static Path out;

  @BeforeAll
  static void climbOnce() throws IOException {
    fovea = new Caller(folder.resolve("cache"));
    out = folder.resolve("runs");
    ladder =
        Files.writeString(
            folder.resolve("small.yaml"),
            """
            base: baseline
            steps:
              - {name: plain, dataset: cifar10-mini, epochs: 2, limit_train: 128, limit_test: 40, batch_size: 64}
              - {name: normalised, normalize: channel}
            """);
    climb("--json").succeeded();
  }

  private static Answer climb(Object... more) {
    Object[] words = new Object[more.length + 7];
    System.arraycopy(
        new Object[] {"lab", "run", ladder, "--seeds", 2, "--out", out}, 0, words, 0, 7);
    System.arraycopy(more, 0, words, 7, more.length);
    return fovea.call(words);
  }

  @Test
  void everyRunIsARunAndTheComparisonLiesBesideThem() {
    for (String run : List.of("0-plain/seed-0", "0-plain/seed-1", "1-normalised/seed-1")) {
      assertThat(out.resolve(run)).isDirectoryContaining("glob:**/best.safetensors");
    }
    assertThat(out).isDirectoryContaining("glob:**/comparison.md");
    assertThat(out).isDirectoryContaining("glob:**/comparison.csv");
    assertThat(out).isDirectoryContaining("glob:**/accuracy.svg");
    assertThat(out).isDirectoryContaining("glob:**/loss.png");
  }

  @Test
  void whatIsFinishedStaysAndIsComparedAgain() throws IOException {
    Path checkpoint = out.resolve("1-normalised/seed-1/last.safetensors");
    FileTime before = Files.getLastModifiedTime(checkpoint);
    List<JsonNode> events = climb("--json").succeeded().json();
    assertThat(Files.getLastModifiedTime(checkpoint)).isEqualTo(before);
    assertThat(events).hasSize(2);
    assertThat(events.get(1).path("event").asText()).isEqualTo("comparison");
    assertThat(events.get(1).path("name").asText()).isEqualTo("1-normalised");
    assertThat(events.get(1).path("seeds").asInt()).isEqualTo(2);
    assertThat(events.get(1).path("difference").isNumber()).isTrue();
  }

  @Test
  void anotherRecipeIsNotMixedIn() {
    assertThat(climb("--lr", 0.5).failure(1)).contains("0-plain", "another recipe (lr)", "--out");
  }

  @Test
  void aRunThatDiedBeforeItsFirstCheckpointStartsAgain() throws IOException {
    Path other = folder.resolve("died");
    Path run = other.resolve("0-plain/seed-0");
    Files.createDirectories(run);
    Files.copy(out.resolve("0-plain/seed-0/recipe.yaml"), run.resolve("recipe.yaml"));
    Files.writeString(run.resolve("metrics.jsonl"), "{\"event\":\"start\"}\n");
    List<String> table =
        fovea.call("lab", "run", ladder, "--seeds", 1, "--out", other).succeeded().results();
    assertThat(table).hasSize(3);
    assertThat(table.get(1)).startsWith("0-plain").contains(" 1 ");
    assertThat(run).isDirectoryContaining("glob:**/last.safetensors");
  }

  @Test
  void whatStoppedOnTheWayGoesOnFromItsCheckpoint() {
    Path other = folder.resolve("stopped");
    Object[] words = {"lab", "run", ladder, "--seeds", 1, "--out", other, "--json"};
    Object[] halfWay = Arrays.copyOf(words, words.length + 1);
    halfWay[words.length] = "--epochs=1";
    fovea.call(halfWay).succeeded();

    List<JsonNode> events = fovea.call(words).succeeded().json();
    assertThat(events)
        .filteredOn(event -> event.path("event").asText().equals("epoch"))
        .extracting(event -> event.path("epoch").asInt())
        .containsExactly(2, 2);
    assertThat(other.resolve("1-normalised/seed-0/last.safetensors"))
        .hasSameBinaryContentAs(out.resolve("1-normalised/seed-0/last.safetensors"));
  }

  /** A rehearsal: shorter and smaller than the steps say, and complete. */
  @Test
  void aQuickLadderIsShortAndWritesEverything() throws IOException {
    Path steps =
        Files.writeString(
            folder.resolve("long.yaml"),
            """
            base: baseline
            steps:
              - {name: plain, dataset: cifar10-mini, model: lenet5, epochs: 40}
              - {name: normalised, normalize: channel}
            """);
    Path quick = folder.resolve("quick");
    List<JsonNode> events =
        fovea
            .call("lab", "run", steps, "--quick", "--seeds", 1, "--out", quick, "--json")
            .succeeded()
            .json();
    assertThat(events)
        .filteredOn(event -> event.path("event").asText().equals("epoch"))
        .extracting(event -> event.path("epoch").asInt())
        .containsExactly(1, 2, 3, 1, 2, 3);
    for (String run : List.of("0-plain/seed-0", "1-normalised/seed-0")) {
      assertThat(Files.readAllLines(quick.resolve(run).resolve("recipe.yaml")))
          .contains("epochs: 3", "limit_train: 5000", "limit_test: 1000");
      assertThat(TrainCommandTest.names(quick.resolve(run)))
          .containsExactlyElementsOf(TrainCommandTest.FILES);
    }
    assertThat(TrainCommandTest.names(quick))
        .contains(
            "accuracy.png",
            "accuracy.svg",
            "comparison.csv",
            "comparison.md",
            "loss.png",
            "loss.svg");

    Path shorter = folder.resolve("shorter");
    fovea
        .call(
            "lab",
            "run",
            steps,
            "--quick",
            "--epochs=1",
            "--limit-train=64",
            "--seeds=1",
            "--out",
            shorter)
        .succeeded();
    assertThat(Files.readAllLines(shorter.resolve("1-normalised/seed-0/recipe.yaml")))
        .as("flags win")
        .contains("epochs: 1", "limit_train: 64", "limit_test: 1000");
  }

  @Test
  void foldersOfRunsAndSingleRunsCanBeCompared() {
    Path to = folder.resolve("compared");
    List<String> table =
        fovea
            .call(
                "lab",
                "compare",
                out.resolve("1-normalised"),
                out.resolve("0-plain/seed-1"),
                "--out",
                to)
            .succeeded()
            .results();
    assertThat(table).hasSize(3);
    assertThat(table.get(1)).startsWith("1-normalised").contains(" 2 ");
    assertThat(table.get(2)).startsWith("seed-1").contains(" 1 ");
    assertThat(to).isDirectoryContaining("glob:**/accuracy.png");
    assertThat(fovea.call("lab", "compare", out, "--out", to).succeeded().results()).hasSize(3);
  }

  @Test
  void runsThatWereTestedOnDifferentImagesAreNotCompared() {
    Path other = folder.resolve("other-test");
    fovea.train(other, "--limit-test", 30, "--epochs", 1).succeeded();

    assertThat(
            fovea
                .call("lab", "compare", out.resolve("0-plain"), other, "--out", folder.resolve("c"))
                .failure(1))
        .contains("tested on different images", "40 test images of cifar10-mini", "and 30 test");
  }

  @Test
  void aSweepDrawsAHeatMap() {
    Path to = folder.resolve("sweep");
    fovea
        .call(
            "lab",
            "sweep",
            "baseline",
            "--dataset",
            "cifar10-mini",
            "--epochs",
            1,
            "--limit-train",
            64,
            "--limit-test",
            20,
            "--lr",
            "0.01,0.1",
            "--out",
            to)
        .succeeded();
    assertThat(to).isDirectoryContaining("glob:**/heatmap.png");
    assertThat(to).isDirectoryContaining("glob:**/heatmap.svg");
  }

  @Test
  void aRunThatDivergesDoesNotEndASweepAndIsNotTrainedAgain() throws IOException {
    Path to = folder.resolve("diverging");
    Object[] words = {
      "lab",
      "sweep",
      "baseline",
      "--dataset=cifar10-mini",
      "--epochs=3",
      "--limit-train=256",
      "--limit-test=20",
      "--lr=1e30,0.01",
      "--out",
      to
    };
    Answer answer = fovea.call(words).succeeded();
    assertThat(answer.messages())
        .anyMatch(line -> line.startsWith("lr=1e30, seed 0 has no result"));
    assertThat(answer.results().get(1)).startsWith("0-lr=1e30 ").contains("0 (1 diverged)");
    assertThat(answer.results().get(2)).startsWith("1-lr=0.01 ").contains(" 1 ");
    assertThat(to).isDirectoryContaining("glob:**/heatmap.png");

    Path metrics = to.resolve("0-lr=1e30/seed-0/metrics.jsonl");
    List<String> before = Files.readAllLines(metrics);
    assertThat(Answer.parse(before.get(before.size() - 1)).path("event").asText())
        .isEqualTo("diverged");
    Answer again = fovea.call(words).succeeded();
    assertThat(again.messages()).noneMatch(line -> line.contains("has no result"));
    assertThat(again.results()).isEqualTo(answer.results());
    assertThat(Files.readAllLines(metrics)).isEqualTo(before);
    assertThat(fovea.call("lab", "compare", to, "--out", to, "--json").succeeded().json())
        .extracting(node -> node.path("diverged").asInt())
        .containsExactly(1, 0);
  }

  @Test
  void badUsageIsOneLine() throws IOException {
    assertThat(fovea.call("lab", "run", ladder, "--seeds=0").failure(2)).contains("--seeds");
    assertThat(fovea.call("lab", "run", "nothing").failure(2)).contains("there is no ladder");
    assertThat(fovea.call("lab", "sweep", "--lr", 1).failure(2)).contains("one or two keys");
    assertThat(fovea.call("lab", "compare", folder.resolve("x")).failure(1))
        .contains("is not a folder");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(fovea.call("lab", "compare", empty).failure(1))
        .contains("no run with a finished epoch");
    assertThat(fovea.call("lab", "compare", out, "--reach", 2).failure(2)).contains("--reach");
    assertThat(fovea.call("lab", "compare", out, "--against", "x").failure(2))
        .contains("previous or first");
  }
}
