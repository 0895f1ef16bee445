package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fovea runs}. */
class RunsCommandTest {

  @TempDir private Path folder;

  private Caller fovea;
  private Path runs;
  private Path run;

  @BeforeEach
  void train() {
    fovea = new Caller(folder.resolve("cache"));
    runs = folder.resolve("runs");
    run = runs.resolve("deep").resolve("one");
    fovea.train(run, "--epochs", 1).succeeded();
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long sum = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sum += Files.size(file);
      }
      return sum;
    }
  }

  private JsonNode evaluate(Path which) {
    return fovea.call("evaluate", which, "--json").succeeded().json().get(0);
  }

  @Test
  void runsAreListedWithWhatTheyReachedAndTake() throws IOException {
    JsonNode listed = fovea.call("runs", "list", runs, "--json").succeeded().json().get(0);
    assertThat(listed.path("run").asText()).isEqualTo(run.toString());
    assertThat(listed.path("state").asText()).isEqualTo("complete");
    assertThat(listed.path("epochs_done").asInt()).isEqualTo(1);
    assertThat(listed.path("bytes").asLong()).isEqualTo(bytes(run));
    assertThat(listed.path("best_test_accuracy").asDouble())
        .isEqualTo(evaluate(run).path("test_accuracy").asDouble());

    Answer table = fovea.call("runs", "list", runs).succeeded();
    assertThat(table.results()).hasSize(2);
    assertThat(table.results().get(1))
        .startsWith(run + "  lenet5  cifar10-mini")
        .matches(".* 1/1 +[\\d.]+% +complete +[\\d.]+ MB  \\d{4}-\\d\\d-\\d\\d");
    assertThat(table.messages()).singleElement().asString().startsWith("1 run, ");
  }

  @Test
  void aRunIsShownWithItsFiles() throws IOException {
    JsonNode shown = fovea.call("runs", "show", run, "--json").succeeded().json().get(0);
    assertThat(shown.path("files").path("best.safetensors").asLong())
        .isEqualTo(Files.size(run.resolve("best.safetensors")));

    List<String> lines = fovea.call("runs", "show", run).succeeded().results();
    assertThat(lines).anyMatch(line -> line.matches("state +complete, 1 of 1 epoch"));
    assertThat(lines).anyMatch(line -> line.matches("recipe +.*model: lenet5.*"));
    assertThat(lines).anyMatch(line -> line.matches("last\\.safetensors +[\\d.]+ MB"));
    assertThat(fovea.call("runs", "show", runs).failure(1)).contains("is no run");
  }

  @Test
  void nothingIsRemovedWithoutConsent() throws IOException {
    long before = bytes(run);
    fovea.call("runs", "rm", runs).succeeded();
    assertThat(bytes(run)).isEqualTo(before);

    fovea.call("runs", "rm", runs, "--state", "diverged", "--yes").succeeded();
    fovea.call("runs", "rm", runs, "--older-than", 1, "--yes").succeeded();
    assertThat(bytes(run)).isEqualTo(before);

    JsonNode removed = fovea.call("runs", "rm", runs, "--yes", "--json").succeeded().json().get(0);
    assertThat(removed.path("bytes").asLong()).isEqualTo(before);
    assertThat(run).doesNotExist();
    assertThat(runs).exists();
  }

  @Test
  void theBestWeightsAloneGiveTheSameScores() throws IOException {
    JsonNode before = evaluate(run);
    Path copy = folder.resolve("copy");
    fovea.call("runs", "copy", run, copy, "--keep", "best").succeeded();
    assertThat(evaluate(copy)).isEqualTo(((ObjectNode) before).put("run", copy.toString()));
    assertThat(bytes(copy)).isLessThan(bytes(run));
    assertThat(fovea.call("train", "--resume", copy).failure(1)).contains("no checkpoint");

    long announced =
        fovea
            .call("runs", "rm", run, "--keep", "best", "--json")
            .succeeded()
            .json()
            .get(0)
            .path("bytes")
            .asLong();
    long whole = bytes(run);
    fovea.call("runs", "rm", run, "--keep", "best", "--yes").succeeded();
    assertThat(whole - bytes(run)).isBetween(announced - 8192, announced + 8192);
  }

  @Test
  void metricsAreEnoughToCompare() {
    fovea.call("runs", "rm", run, "--keep", "metrics", "--yes").succeeded();
    assertThat(run.resolve("best.safetensors")).doesNotExist();
    assertThat(fovea.call("runs", "list", runs).succeeded().results()).hasSize(2);
  }

  @Test
  void aCopyIsWholeAndReplacesNothing() throws IOException {
    Path copy = folder.resolve("a").resolve("copy");
    fovea.call("runs", "copy", run, copy).succeeded();
    assertThat(bytes(copy)).isEqualTo(bytes(run));
    fovea.call("train", "--resume", copy, "--epochs", 2).succeeded();

    assertThat(fovea.call("runs", "copy", run, copy).failure(1)).contains("exists");
    assertThat(fovea.call("runs", "copy", run, run.resolve("inside")).failure(1))
        .contains("inside");
    assertThat(fovea.call("runs", "copy", run, folder.resolve("b"), "--keep", "some").failure(2))
        .contains("all, best, metrics");
  }

  @Test
  void aDamagedRunIsNamedAndTheOthersListed() throws IOException {
    Path damaged = runs.resolve("damaged");
    Files.createDirectories(damaged);
    Files.writeString(damaged.resolve("recipe.yaml"), "epochs: many\n");
    Answer answer = fovea.call("runs", "list", runs);
    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.messages().get(0)).contains("damaged");
    assertThat(answer.results()).hasSize(2);
  }
}
