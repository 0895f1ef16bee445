package fovea.studio.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.Javalin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners to the stream of events, of whom one does not read. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventsTest {

  /** So many events fill what the system keeps of a connection, and the queue behind it. */
  private static final int ENOUGH = 5000;

  private static Socket listen(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(1 << 12); // else megabytes are received that nobody reads
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket
        .getOutputStream()
        .write(
            "GET /api/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n"
                .getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private static long writers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("fovea-studio-events"))
        .count();
  }

  @Test
  void whoDoesNotReadIsDroppedAndHoldsUpNobody() throws Exception {
    Events events = new Events();
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              events.register(config.routes);
            });
    server.start("127.0.0.1", 0);
    try (Socket slow = listen(server.port());
        Socket quick = listen(server.port());
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(quick.getInputStream(), StandardCharsets.UTF_8))) {
      while (events.count() < 2) {
        Thread.sleep(10);
      }
      String filling = "x".repeat(1 << 16);
      for (int i = 0; i < ENOUGH && events.count() == 2; i++) {
        JsonNode event = Json.object().put("number", i).put("filling", filling);
        events.send("steps", event);
        String line = in.readLine();
        while (!line.startsWith("data: {\"number\":" + i + ",")) {
          line = in.readLine();
        }
      }
      assertThat(events.count()).isEqualTo(1);
      while (writers() > 1) { // its thread ends too, long before the test's time is up
        Thread.sleep(10);
      }
      assertThat(slow.getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 200");
    } finally {
      events.close();
      server.stop();
    }
  }
}
