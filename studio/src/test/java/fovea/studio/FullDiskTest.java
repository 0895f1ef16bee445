package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A studio whose disk is full: a file system of its own, in memory. */
class FullDiskTest {

  private static final String FULL = "No space left on device";

  @TempDir private Path folder;

  private Path disk;
  private Path runs;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    runs = disk.resolve("runs");
    mounted =
        Files.isExecutable(Path.of("/bin/mount"))
            && ended("mount", "-t", "tmpfs", "-o", "size=1m", "none", disk.toString());
    Assumptions.assumeTrue(mounted, "skipped: needs root, to mount a small file system");
    SampleRuns.finished(runs.resolve("a"), 3, Map.of());
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertThat(ended("umount", disk.toString())).isTrue();
    }
  }

  private static boolean ended(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(nowhere()).start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private static ProcessBuilder.Redirect nowhere() {
    return ProcessBuilder.Redirect.DISCARD;
  }

  private Path filling() {
    return disk.resolve("filling");
  }

  private void fill() {
    byte[] block = new byte[512];
    try (OutputStream out = Files.newOutputStream(filling())) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessage(FULL);
    }
  }

  private static void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("cannot write", FULL);
  }

  @Test
  void whatIsThereIsShownAndWhatCannotBeKeptIsRefused() throws Exception {
    try (Visitor visitor = Visitor.of(runs, List.of("sh", "-c", "exit 1"))) {
      Map<String, Object> note = Map.of("run", "a", "text", "before", "tags", List.of());
      assertThat(visitor.post("/api/notes", note).statusCode()).isEqualTo(200);
      fill();
      assertThat(visitor.json("/api/runs").path("runs").findValuesAsText("id")).contains("a");
      assertThat(visitor.json("/api/curves?metric=test_loss").path("a").path("test_loss"))
          .hasSize(3);
      assertRefused(
          visitor.post("/api/notes", Map.of("run", "a", "text", "after", "tags", List.of())));
      assertRefused(visitor.post("/api/progress", Map.of("question", 3, "done", true)));
      assertRefused(visitor.post("/api/train", Map.of("name", "b")));
      assertThat(visitor.json("/api/jobs").path("jobs")).isEmpty();
      assertThat(visitor.json("/api/questions").path("done")).isEmpty();
      assertThat(visitor.json("/api/runs").path("runs").findValuesAsText("note"))
          .containsExactly("before");

      Files.delete(filling());
      assertThat(visitor.post("/api/train", Map.of("name", "b")).statusCode()).isEqualTo(200);
      assertThat(visitor.json("/api/jobs").path("jobs").findValuesAsText("run"))
          .containsExactly("b");
    }
  }

  /** What becomes of a training is told, and kept once there is room again. */
  @Test
  void theQueueGoesOnAndIsKeptLater() throws Exception {
    Path gate = folder.resolve("gate");
    String script = "while [ ! -e '%s' ]; do sleep 0.1; done; exit 1".formatted(gate);
    try (Visitor visitor = Visitor.of(runs, List.of("sh", "-c", script))) {
      visitor.post("/api/train", Map.of("name", "b"));
      until(visitor, "running");
      fill();
      Files.createFile(gate);
      until(visitor, "ended");
      assertThat(runs.resolve(".studio/queue.json")).content().contains("\"ended\":false");
      Files.delete(filling());
      while (!Files.readString(runs.resolve(".studio/queue.json")).contains("\"ended\":true")) {
        Thread.sleep(50);
      }
    }
  }

  private static void until(Visitor visitor, String state) throws Exception {
    JsonNode job = visitor.json("/api/jobs").path("jobs").path(0);
    while (!job.path("state").asText().equals(state)) {
      Thread.sleep(50);
      job = visitor.json("/api/jobs").path("jobs").path(0);
    }
  }

  @Test
  void aStudioStartsOnAFullDisk() throws Exception {
    fill();
    try (Visitor visitor = Visitor.of(runs)) {
      assertThat(visitor.json("/api/runs").path("runs").findValuesAsText("id")).contains("a");
      assertThat(visitor.get("/").statusCode()).isEqualTo(200);
    }
  }

  /** In the page, in its language. */
  @Test
  void thePageSaysSo() throws Exception {
    try (Visitor visitor = Visitor.of(runs);
        BrowserWindow window = BrowserWindow.open(visitor)) {
      window.speak("fr");
      window.show("train");
      window.until(".command", "fovea train default");
      fill();
      window.click(".side .primary");
      window.until(".notice", "il n'y a plus de place sur le disque");
      Files.delete(filling());
      window.click(".side .primary");
      window.until(".jobs", element -> !element.getText().isEmpty());
    }
  }
}
