package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import fovea.run.Run;
import fovea.run.RunningProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stream of events. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiveTest {

  @TempDir private Path runs;

  /** Reads until a line contains a text. */
  private static String until(BufferedReader in, String text) throws IOException {
    String line = in.readLine();
    while (line != null && !line.contains(text)) {
      line = in.readLine();
    }
    return String.valueOf(line);
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void stepsOfARunThatTrainsAreTold() throws Exception {
    Run run = SampleRuns.finished(runs.resolve("a"), 2, Map.of());
    try (Visitor visitor = Visitor.of(runs);
        Socket stream = visitor.events()) {
      BufferedReader in = reader(stream);
      until(in, ": fovea"); // it is open: what changes from now on is told
      RunningProcess.enter(run.folder(), ProcessHandle.current());
      assertThat(until(in, "\"changed\"")).contains("\"state\":\"running\"");
      // The watcher begins at the end of the file: a step is written until one is told.
      Thread writer =
          new Thread(
              () -> {
                try {
                  for (int step = 1; !Thread.interrupted(); step++) {
                    run.appendStep(JsonNodeFactory.instance.objectNode().put("step", step));
                    Thread.sleep(50);
                  }
                } catch (IOException | InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      writer.start();
      assertThat(until(in, "\"step\"")).contains("{\"a\":[{\"step\":");
      writer.interrupt();
      writer.join();
    } finally {
      RunningProcess.leave(run.folder());
    }
  }

  @Test
  void streamsAreLimitedAndIdleVisitorsHoldUpNobody() throws Exception {
    try (Visitor visitor = Visitor.of(runs)) {
      List<Socket> open = new ArrayList<>();
      try {
        for (int i = 0; i < 16; i++) {
          Socket stream = visitor.events();
          open.add(stream);
          assertThat(until(reader(stream), "fovea")).startsWith(":"); // it is open
          assertThat(visitor.get("/texts/en").statusCode()).isEqualTo(200);
        }
        try (Socket stream = visitor.events()) {
          assertThat(until(reader(stream), "HTTP/1.1")).contains("503");
        }
        assertThat(visitor.get("/texts/en").statusCode()).isEqualTo(200);
      } finally {
        for (Socket stream : open) {
          stream.close();
        }
      }
    }
  }
}
