package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from a server on this machine that does what servers do. */
@Timeout(60) // without the limit under test, for ever
class DownloadTest {

  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final byte[] CONTENT = new byte[200_000];

  @TempDir private Path directory;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    ended.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private URI serve(HttpHandler handler) {
    server.createContext("/set.tar.gz", handler);
    return address("/set.tar.gz");
  }

  private URI address(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  private void stall() throws IOException {
    try {
      ended.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void send(HttpExchange exchange, int length) throws IOException {
    exchange.sendResponseHeaders(200, CONTENT.length);
    exchange.getResponseBody().write(CONTENT, 0, length);
    exchange.getResponseBody().flush();
  }

  @Test
  void aFileArrivesWhole() throws IOException {
    URI address =
        serve(
            exchange -> {
              send(exchange, CONTENT.length);
              exchange.close();
            });
    List<Long> progress = new ArrayList<>();
    Path file =
        Download.to(
            directory,
            address,
            LONG,
            (what, done, total) -> {
              assertThat(what).isEqualTo("set.tar.gz");
              assertThat(total).isEqualTo(CONTENT.length);
              progress.add(done);
            });
    assertThat(file).isEqualTo(directory.resolve("set.tar.gz")).hasBinaryContent(CONTENT);
    assertThat(progress).isSorted().endsWith((long) CONTENT.length);
  }

  @Test
  void aServerThatDoesNotAnswerIsLeft() {
    assertSilent(serve(exchange -> stall()));
  }

  @Test
  void aServerThatStallsAfterTheHeadersIsLeft() {
    assertSilent(
        serve(
            exchange -> {
              send(exchange, 0);
              stall();
            }));
  }

  @Test
  void aServerThatStallsInTheMiddleIsLeft() {
    assertSilent(
        serve(
            exchange -> {
              send(exchange, CONTENT.length / 2);
              stall();
            }));
  }

  private void assertSilent(URI address) {
    assertThatIOException()
        .isThrownBy(() -> Download.to(directory, address, SHORT, TransferListener.none()))
        .withMessage("localhost sent nothing for 1 s");
  }

  @Test
  void aConnectionThatEndsTooEarlyIsRefused() {
    URI address =
        serve(
            exchange -> {
              send(exchange, CONTENT.length / 2);
              exchange.close();
            });
    assertThatIOException()
        .isThrownBy(() -> Download.to(directory, address, LONG, TransferListener.none()))
        .withMessageMatching("set.tar.gz ended after \\d+ bytes of 200000");
  }

  @Test
  void anAnswerWithoutTheFileIsTold() {
    URI address = address("/elsewhere");
    assertThatIOException()
        .isThrownBy(() -> Download.to(directory, address, LONG, TransferListener.none()))
        .withMessage(address + " answered with status 404");
  }

  @Test
  void aServerThatIsNotThereIsTold() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    URI address = URI.create("http://localhost:" + port + "/set.tar.gz");
    assertThatIOException()
        .isThrownBy(() -> Download.to(directory, address, LONG, TransferListener.none()))
        .withMessage("no connection to localhost");
  }
}
