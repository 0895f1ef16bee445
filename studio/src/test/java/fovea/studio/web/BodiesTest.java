package fovea.studio.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Visitors who send slowly. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BodiesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private Javalin server;

  @BeforeEach
  void start() {
    server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              new Bodies(PATIENCE).register(config.routes);
              Failures.register(config.routes);
              config.routes.get("/", context -> context.result("here"));
              config.routes.post(
                  "/", context -> context.result(Bodies.of(context).length + " bytes"));
            });
    server.start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  /** Sends the beginning of a request. */
  private Socket begin(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    send(socket, request);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private Socket post(int length, String body) throws IOException {
    return begin(
        "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %s\r\n\r\n%s"
            .formatted(length, body));
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private String page() throws IOException {
    try (Socket socket = begin("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
      return answer(socket);
    }
  }

  @Test
  void aBodyIsReadInParts() throws IOException {
    try (Socket socket = post(10, "12345")) {
      LockSupport.parkNanos(PATIENCE.toNanos() / 5);
      send(socket, "67890");
      assertThat(answer(socket)).endsWith("10 bytes");
    }
  }

  @Test
  void aBodyThatTricklesIsGivenUp() throws IOException {
    long start = System.nanoTime();
    try (Socket socket = post(1_000_000, "")) {
      while (System.nanoTime() - start < 2 * PATIENCE.toNanos()) {
        try {
          send(socket, "x");
        } catch (IOException e) {
          break; // the server has closed the connection
        }
        LockSupport.parkNanos(PATIENCE.toNanos() / 10);
      }
      assertThat(answer(socket)).startsWith("HTTP/1.1 408").contains("did not come in time");
      assertThat(System.nanoTime() - start).isLessThan(10 * PATIENCE.toNanos());
    }
  }

  /** More visitors than there are threads send the beginning of a request. */
  @Test
  void whoSendsNothingHoldsUpNobody() throws IOException {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        open.add(begin("POST / HTTP/1.1\r\nHost: x\r\nContent-Le"));
        open.add(post(1000, "x"));
      }
      assertThat(page()).endsWith("here");
      try (Socket more = post(5, "12345")) {
        assertThat(answer(more)).startsWith("HTTP/1.1 503");
      }
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
    String answer = "";
    while (!answer.endsWith("5 bytes")) { // as soon as it is noticed that they are gone
      try (Socket socket = post(5, "12345")) {
        answer = answer(socket);
      }
    }
  }
}
