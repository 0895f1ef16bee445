package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server tells about runs. */
class RunsTest {

  private static final int MANY = 60;

  @TempDir private Path folder;
  private Path runs;
  private Visitor visitor;

  @BeforeEach
  void start() throws IOException {
    runs = folder.resolve("runs");
    visitor = Visitor.of(runs);
  }

  @AfterEach
  void close() throws IOException {
    visitor.close();
  }

  private JsonNode only() throws Exception {
    JsonNode all = visitor.json("/api/runs").path("runs");
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void runsAreFoundAtAnyDepthWithTheirResults() throws Exception {
    SampleRuns.finished(runs.resolve("anne/lr/a"), 3, Map.of("lr", "0.5"));
    JsonNode run = only();
    assertThat(run.path("id").asText()).isEqualTo("anne/lr/a");
    assertThat(run.path("state").asText()).isEqualTo("complete");
    assertThat(run.path("epochs").asInt()).isEqualTo(3);
    assertThat(run.path("recipe").path("lr").asDouble()).isEqualTo(0.5);
    double loss = 2.3 * Math.exp(-3 / 20.0) + 0.1;
    assertThat(run.path("test_loss").asDouble()).isEqualTo(loss);
    JsonNode curves = visitor.json("/api/curves?metric=test_loss&run=anne/lr/a");
    assertThat(curves.path("anne/lr/a").path("test_loss")).hasSize(3);
  }

  @Test
  void aRunIsReadAgainWhenItGoesOn() throws Exception {
    SampleRuns.finished(runs.resolve("a"), 2, Map.of());
    assertThat(only().path("epochs").asInt()).isEqualTo(2);
    Files.writeString(
        runs.resolve("a/metrics.jsonl"), "{\"event\":\"epoch\",\"epoch\":1,\"test_loss\":7}\n");
    assertThat(only().path("epochs").asInt()).isEqualTo(1);
  }

  @Test
  void aLaterStudioReadsWhatHasChangedAlone() throws Exception {
    SampleRuns.finished(runs.resolve("a"), 2, Map.of());
    SampleRuns.finished(runs.resolve("b"), 2, Map.of());
    visitor.json("/api/runs");
    visitor.close();
    Path kept = runs.resolve(".studio/summaries.json");
    String marked = Files.readString(kept).replace("\"id\":\"a\"", "\"id\":\"a\",\"mark\":1");
    Files.writeString(kept, marked.replace("\"id\":\"b\"", "\"id\":\"b\",\"mark\":1"));
    SampleRuns.finished(runs.resolve("c"), 2, Map.of());
    Files.writeString(
        runs.resolve("b/metrics.jsonl"), "{\"event\":\"epoch\",\"epoch\":1,\"test_loss\":7}\n");
    visitor = Visitor.of(runs);
    JsonNode all = visitor.json("/api/runs").path("runs");
    assertThat(all).hasSize(3);
    assertThat(all.get(0).has("mark")).isTrue();
    assertThat(all.get(1).has("mark")).isFalse();
    assertThat(all.get(1).path("epochs").asInt()).isEqualTo(1);
    assertThat(visitor.json("/api/curves?metric=test_loss").path("a").path("test_loss")).hasSize(2);
  }

  /**
   * An answer does not wait for all of many runs: it has the newest, and events tell the others.
   */
  @Test
  void theNewestAreReadFirst() throws Exception {
    visitor.close();
    SampleRuns.finished(runs.resolve("run-100"), 2, Map.of());
    for (int i = 1; i < MANY; i++) {
      Path copy = Files.createDirectory(runs.resolve("run-" + (100 + i)));
      for (String file : List.of("recipe.yaml", "metrics.jsonl")) {
        Files.copy(runs.resolve("run-100").resolve(file), copy.resolve(file));
        Files.setLastModifiedTime(copy.resolve(file), FileTime.fromMillis(1000L * i));
      }
    }
    visitor = Visitor.of(runs);
    JsonNode first = visitor.json("/api/runs");
    while (first.path("runs").isEmpty()) {
      first = visitor.json("/api/runs");
    }
    assertThat(first.path("runs").size() + first.path("unread").asInt())
        .isGreaterThanOrEqualTo(MANY);
    List<String> ids = first.path("runs").findValuesAsText("id");
    assertThat(ids).contains("run-100", "run-" + (100 + MANY - 1)); // just written, and next
    JsonNode all = first;
    while (all.path("unread").asInt() > 0) {
      Thread.sleep(50);
      all = visitor.json("/api/runs");
    }
    assertThat(all.path("runs")).hasSize(MANY);
  }

  /** Of a thousand runs, all values would be too much to send. */
  @Test
  void aSummaryHasWhatDiffersFromTheDefaults() throws Exception {
    SampleRuns.finished(runs.resolve("a"), 2, Map.of("lr", "0.5"));
    JsonNode recipe = only().path("recipe");
    assertThat(recipe.path("lr").asDouble()).isEqualTo(0.5);
    assertThat(recipe.has("patience")).isFalse();
    assertThat(visitor.json("/api/runs").path("defaults").path("patience").asInt()).isZero();
  }

  @Test
  void foldersWithoutRunsAreTold() throws Exception {
    SampleRuns.finished(runs.resolve("anne/a"), 2, Map.of());
    SampleRuns.finished(runs.resolve("b"), 2, Map.of());
    Files.createDirectories(runs.resolve("zoe"));
    assertThat(visitor.json("/api/runs").path("folders").toString())
        .isEqualTo("[\"anne\",\"zoe\"]");
  }

  @Test
  void aDamagedRunIsNamedAndTheRestIsShown() throws Exception {
    SampleRuns.finished(runs.resolve("good"), 2, Map.of());
    SampleRuns.finished(runs.resolve("bad"), 2, Map.of());
    Files.writeString(runs.resolve("bad/metrics.jsonl"), "no JSON\n{}\n");
    JsonNode all = visitor.json("/api/runs").path("runs");
    assertThat(all).hasSize(2);
    assertThat(all.get(0).path("state").asText()).isEqualTo("damaged");
    assertThat(all.get(0).path("error").asText()).contains("metrics.jsonl is damaged: line 1");
    assertThat(all.get(1).path("state").asText()).isEqualTo("complete");
  }

  @Test
  void notesAreKeptInTheRunsFolder() throws Exception {
    SampleRuns.finished(runs.resolve("a"), 2, Map.of());
    Map<String, Object> notes = Map.of("run", "a", "text", "été", "tags", List.of("x", " x", ""));
    assertThat(visitor.post("/api/notes", notes).statusCode()).isEqualTo(200);
    assertThat(only().path("note").asText()).isEqualTo("été");
    assertThat(only().path("tags").toString()).isEqualTo("[\"x\"]");
    Map<String, Object> tooLong = Map.of("run", "a", "text", "x".repeat(30_000));
    assertThat(visitor.post("/api/notes", tooLong).statusCode()).isEqualTo(400);
    assertThat(only().path("note").asText()).isEqualTo("été");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../secret", "/etc", "a/../../secret", "%2e%2e/secret", "", "link", "\u0000"})
  void nothingOutsideOfTheFolderIsRead(String id) throws Exception {
    SampleRuns.finished(folder.resolve("secret"), 2, Map.of());
    Files.createSymbolicLink(runs.resolve("link"), folder.resolve("secret"));
    Map<String, Object> notes = Map.of("run", id, "text", "x");
    assertThat(visitor.post("/api/notes", notes).statusCode()).isEqualTo(400);
    assertThat(folder.resolve("secret/notes.json")).doesNotExist();
    assertThat(visitor.json("/api/runs").path("runs")).isEmpty();
  }

  @Test
  void recipesAreComparedOverTheirSeeds() throws Exception {
    for (String seed : List.of("1", "2", "3")) {
      SampleRuns.finished(runs.resolve("a" + seed), 2, Map.of("seed", seed));
      SampleRuns.finished(runs.resolve("b" + seed), 4, Map.of("seed", seed, "lr", "0.5"));
    }
    JsonNode groups =
        visitor.json("/api/compare?run=a1&run=a2&run=a3&run=b1&run=b2&run=b3").path("groups");
    assertThat(groups).hasSize(2);
    assertThat(groups.get(1).path("name").asText()).contains("lr: 0.5");
    JsonNode difference = groups.get(1).path("difference");
    double expected = 2.3 * (Math.exp(-2 / 20.0) - Math.exp(-4 / 20.0)) / 2.5;
    assertThat(difference.path("count").asInt()).isEqualTo(3);
    assertThat(difference.path("mean").asDouble()).isBetween(expected - 1e-9, expected + 1e-9);
    assertThat(difference.path("margin").asDouble()).isLessThan(1e-9);
  }

  @Test
  void tooLargeABodyIsRefused() throws Exception {
    assertThat(visitor.rawPost("/api/notes", "Content-Length: 30000000")).contains(" 413 ");
    assertThat(visitor.rawPost("/api/notes", "Transfer-Encoding: chunked")).contains(" 411 ");
  }

  @Test
  void whatIsNoRequestIsRefused() throws Exception {
    assertThat(visitor.post("/api/notes", "text").body()).contains("must be a JSON object");
    assertThat(visitor.get("/api/curves?metric=nothing").statusCode()).isEqualTo(400);
    assertThat(visitor.get("/api/steps").statusCode()).isEqualTo(400);
    assertThat(visitor.get("/api/nothing").statusCode()).isEqualTo(404);
  }
}
