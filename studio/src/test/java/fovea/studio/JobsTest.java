package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Trainings, ladders and sweeps that the studio starts, with a script in place of the command. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command is replaced by a shell's script")
class JobsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;

  /** A command that makes a run's folder, and lives until it is stopped. */
  private List<String> script() throws IOException {
    Path script = folder.resolve("fovea.sh");
    Files.writeString(
        script,
        """
        for word in "$@"; do case $word in --out=*) out=${word#--out=} ;; esac; done
        mkdir -p "$out" && echo "$*" >"$out/words"
        case $out in *fails) rmdir "$out" 2>/dev/null; echo "what is wrong"; exit 1 ;; esac
        trap 'exit 130' TERM
        while [ -e "$0" ] && [ ! -e "$out/end" ]; do sleep 0.1; done
        """);
    return List.of("sh", script.toString());
  }

  private static JsonNode until(Visitor visitor, Predicate<JsonNode> holds) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    JsonNode jobs = visitor.json("/api/jobs").path("jobs");
    while (!holds.test(jobs)) {
      assertThat(Instant.now()).as(jobs.toString()).isBefore(end);
      Thread.sleep(100);
      jobs = visitor.json("/api/jobs").path("jobs");
    }
    return jobs;
  }

  private static String state(JsonNode jobs, int job) {
    return jobs.path(job).path("state").asText();
  }

  @Test
  void trainingsQueueAndSurviveTheStudio() throws Exception {
    Path runs = folder.resolve("runs");
    Map<String, Object> first = Map.of("name", "one", "values", Map.of("lr", "0.3"));
    try (Visitor visitor = Visitor.of(runs, script())) {
      assertThat(visitor.post("/api/train", first).statusCode()).isEqualTo(200);
      assertThat(visitor.post("/api/train", Map.of("name", "two")).statusCode()).isEqualTo(200);
      JsonNode jobs = until(visitor, all -> state(all, 0).equals("running"));
      assertThat(state(jobs, 1)).isEqualTo("waiting");
    }
    try (Visitor visitor = Visitor.of(runs, script())) {
      JsonNode jobs = visitor.json("/api/jobs").path("jobs");
      assertThat(state(jobs, 0)).isEqualTo("running");
      until(visitor, all -> Files.exists(runs.resolve("one/words")));
      assertThat(runs.resolve("one/words")).content().startsWith("train default --lr=0.3 --out=");
      Files.createFile(runs.resolve("one/end"));
      until(visitor, all -> state(all, 0).equals("ended") && state(all, 1).equals("running"));
      until(visitor, all -> Files.exists(runs.resolve("two/words")));
      Files.createFile(runs.resolve("two/end"));
      until(visitor, all -> state(all, 1).equals("ended"));
    }
  }

  @Test
  void whatPreventedATrainingIsTold() throws Exception {
    try (Visitor visitor = Visitor.of(folder.resolve("runs"), script())) {
      visitor.post("/api/train", Map.of("name", "fails"));
      JsonNode jobs = until(visitor, all -> state(all, 0).equals("ended"));
      assertThat(jobs.get(0).path("problem").asText()).isEqualTo("what is wrong");
    }
  }

  @Test
  void badSettingsAreToldBeforeAnythingStarts() throws Exception {
    try (Visitor visitor = Visitor.of(folder.resolve("runs"), script())) {
      Map<String, Object> bad = Map.of("values", Map.of("lr", "-1"));
      assertThat(visitor.post("/api/train", bad).body()).contains("lr is '-1'");
      assertThat(visitor.post("/api/command", bad).body())
          .contains("fovea train default --lr=-1")
          .contains("lr is '-1'");
      for (String name : List.of("../x", "/x", "a/b", "--x", ".studio")) {
        assertThat(visitor.post("/api/train", Map.of("name", name)).statusCode()).isEqualTo(400);
      }
      assertThat(visitor.post("/api/train", Map.of("base", "/etc/passwd")).statusCode())
          .isEqualTo(400);
      assertThat(visitor.json("/api/jobs").path("jobs")).isEmpty();
    }
  }

  @Test
  void aSweepTellsWhatItComesToStopsAndGoesOn() throws Exception {
    Path runs = folder.resolve("runs");
    Map<String, Object> sweep =
        Map.of(
            "kind",
            "sweep",
            "base",
            "baseline",
            "values",
            Map.of("lr", "0.01,0.1", "epochs", "2"),
            "seeds",
            3,
            "name",
            "rates");
    try (Visitor visitor = Visitor.of(runs, script())) {
      assertThat(visitor.post("/api/command", sweep).body())
          .contains("fovea lab sweep baseline ", "--lr=0.01,0.1", "--seeds=3", "\"runs\":6");
      visitor.post("/api/train", sweep);
      JsonNode job = until(visitor, all -> state(all, 0).equals("running")).get(0);
      assertThat(job.path("kind").asText()).isEqualTo("sweep");
      assertThat(job.path("runs").asInt()).isEqualTo(6);
      assertThat(job.path("axes").findValuesAsText("key")).containsExactly("lr");
      until(visitor, all -> Files.exists(runs.resolve("rates/words")));
      assertThat(runs.resolve("rates/words")).content().startsWith("lab sweep baseline --");
      Map<String, Integer> id = Map.of("id", job.path("id").asInt());
      assertThat(visitor.post("/api/again", id).statusCode()).isEqualTo(400); // it runs
      visitor.post("/api/stop", id);
      until(visitor, all -> state(all, 0).equals("ended"));
      visitor.post("/api/again", id);
      until(visitor, all -> state(all, 0).equals("running"));
      Files.createFile(runs.resolve("rates/end"));
      until(visitor, all -> state(all, 0).equals("ended"));
    }
  }

  @Test
  void aLadderIsCheckedStepByStep() throws Exception {
    try (Visitor visitor = Visitor.of(folder.resolve("runs"), script())) {
      Map<String, Object> ladder = Map.of("kind", "ladder", "base", "sheet", "seeds", 2);
      assertThat(visitor.post("/api/command", ladder).body())
          .contains("fovea lab run sheet --seeds=2")
          .doesNotContain("error");
      Map<String, Object> bad = Map.of("kind", "ladder", "values", Map.of("epochs", "0"));
      assertThat(visitor.post("/api/train", bad).body()).contains("epochs is '0'");
      for (Map<String, Object> wrong :
          List.<Map<String, Object>>of(
              Map.of("kind", "sweep"), // no key varies
              Map.of("kind", "ladder", "base", "../x"),
              Map.of("kind", "ladder", "seeds", 0),
              Map.of("kind", "dance"))) {
        assertThat(visitor.post("/api/train", wrong).statusCode()).as("%s", wrong).isEqualTo(400);
      }
      assertThat(visitor.json("/api/jobs").path("jobs")).isEmpty();
    }
  }

  @Test
  void theFormHasEveryKeyWithItsValue() throws Exception {
    try (Visitor visitor = Visitor.of(folder.resolve("runs"), script())) {
      JsonNode form = visitor.json("/api/form?recipe=baseline");
      assertThat(form.path("values").path("dataset").asText()).isEqualTo("cifar10");
      JsonNode keys = form.path("sections").get(0).path("keys");
      assertThat(keys.findValuesAsText("name")).contains("optimizer", "lr", "max_time");
      assertThat(keys.findParents("choices").toString()).contains("\"adamw\"");
      assertThat(keys.findValuesAsText("range"))
          .contains("a whole number, 0 or more", "a number above 0", "a number from 0, below 1");
    }
  }
}
