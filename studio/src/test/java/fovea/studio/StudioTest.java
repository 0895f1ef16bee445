package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and what is served to whom. */
class StudioTest {

  @TempDir private Path runs;
  private Visitor visitor;

  @BeforeEach
  void start() throws IOException {
    visitor = Visitor.of(runs);
  }

  @AfterEach
  void close() throws IOException {
    visitor.close();
  }

  @Test
  void thePageComesWithACookieThatNoScriptReads() throws Exception {
    HttpResponse<String> page = visitor.anonymous("/?token=" + visitor.token(), List.of());
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly")
        .contains("SameSite=Strict")
        .contains("Path=/");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'")
        .doesNotContain("unsafe-inline");
    assertThat(page.body()).contains("<html lang=\"en\">").doesNotContain("<script>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/page/studio.js", "/texts/en", "/api/events", "/?token=wrong"})
  void whoDoesNotKnowTheTokenIsRefused(String path) throws Exception {
    HttpResponse<String> answer = visitor.anonymous(path, List.of());
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("'fovea studio' printed");
  }

  @ParameterizedTest
  @CsvSource({
    "Host, evil.example",
    "Host, evil.example:80",
    "Host, 127.0.0.1.evil.example",
    "Origin, http://evil.example",
    "Origin, null",
    "Origin, http://127.0.0.1:1",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site"
  })
  void otherPagesAreRefused(String header, String value) throws Exception {
    assertThat(visitor.raw("/texts/en", header + ": " + value)).startsWith("HTTP/1.1 403");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page/../studio.properties",
        "/page/..%2fstudio.properties",
        "/page/%2e%2e/studio.properties",
        "/page/..\\studio.properties",
        "/page//etc/passwd",
        "/page/lib/uPlot.d.ts",
        "/page/nothing.js"
      })
  void onlyThePageIsServed(String path) throws Exception {
    assertThat(visitor.raw(path)).startsWith("HTTP/1.1 4");
  }

  @Test
  void theOwnPageIsLetIn() throws Exception {
    assertThat(visitor.raw("/texts/en")).startsWith("HTTP/1.1 200");
    String own = "http://127.0.0.1:" + visitor.port();
    assertThat(visitor.raw("/texts/en", "Host: 127.0.0.1:" + visitor.port(), "Origin: " + own))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void modulesAreUtf8() throws Exception {
    HttpResponse<String> module = visitor.get("/page/texts.js");
    assertThat(module.headers().firstValue("Content-Type"))
        .contains("text/javascript; charset=utf-8");
    assertThat(module.body()).contains("Français");
  }

  @Test
  void textsAreInBothLanguages() throws Exception {
    assertThat(visitor.get("/texts/fr").body()).contains("\"view.runs\":\"Entraînements\"");
    assertThat(visitor.get("/texts/de").statusCode()).isEqualTo(400);
  }

  @Test
  void othersOnTheNetworkNeedTheToken() throws Exception {
    String token = "chosen-by-the-teacher";
    try (Visitor others = Visitor.atAllAddresses(runs.resolve("others"), token)) {
      assertThat(others.anonymous("/", List.of()).statusCode()).isEqualTo(403);
      assertThat(others.anonymous("/?token=chosen-by-somebody-else", List.of()).statusCode())
          .isEqualTo(403);
      assertThat(others.anonymous("/?token=" + token, List.of()).statusCode()).isEqualTo(200);
      assertThat(others.raw("/texts/en", "Host: evil.example")).startsWith("HTTP/1.1 403");
    }
  }

  /** Those without a token hold no thread, however slowly they send. */
  @Test
  void slowVisitorsHoldUpNobody() throws Exception {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), visitor.port());
        open.add(socket);
        String begun = "POST /api/notes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n";
        String end = i % 2 == 0 ? "" : "\r\n{";
        socket.getOutputStream().write((begun + end).getBytes(StandardCharsets.UTF_8));
      }
      assertThat(visitor.get("/").statusCode()).isEqualTo(200);
      assertThat(open.get(1).getInputStream().readNBytes(12)).asString().isEqualTo("HTTP/1.1 403");
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }
}
