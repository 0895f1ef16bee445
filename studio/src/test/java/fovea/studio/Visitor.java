package fovea.studio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fovea.recipe.RecipeKeys;
import fovea.studio.jobs.FormSection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A studio on a free port, and a visitor who knows its token. */
final class Visitor implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Studio studio;
  private final HttpClient client = HttpClient.newHttpClient();

  private Visitor(Studio studio) {
    this.studio = studio;
  }

  static Visitor of(Path runs) throws IOException {
    return of(runs, List.of("false"));
  }

  /**
   * @param launcher the words that start the command
   */
  static Visitor of(Path runs, List<String> launcher) throws IOException {
    return of(runs, launcher, Settings.LOOPBACK, Optional.empty());
  }

  /** A studio that also listens at other addresses of this machine. */
  static Visitor atAllAddresses(Path runs, String token) throws IOException {
    return of(runs, List.of("false"), "0.0.0.0", Optional.of(token));
  }

  private static Visitor of(Path runs, List<String> launcher, String host, Optional<String> token)
      throws IOException {
    return new Visitor(
        Studio.start(
            new Settings(
                runs,
                runs.resolveSibling("report"),
                host,
                0,
                token,
                "en",
                launcher,
                "fovea",
                form())));
  }

  private static List<FormSection> form() {
    return List.of(
        new FormSection(
            Map.of("en", "All", "fr", "Tout"),
            RecipeKeys.all().stream()
                .map(
                    key ->
                        new FormSection.Key(
                            key.name(), Map.of("en", key.description(), "fr", "Aide")))
                .toList()));
  }

  String address() {
    return studio.address();
  }

  String token() {
    return studio.address().replaceFirst(".*token=", "");
  }

  int port() {
    return URI.create(studio.address()).getPort();
  }

  private String cookie() {
    return "fovea-" + port() + "=" + token();
  }

  /** A request without the cookie. */
  HttpResponse<String> anonymous(String path, List<String> headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** A request with the cookie. */
  HttpResponse<String> get(String path) throws Exception {
    return anonymous(path, List.of("Cookie", cookie()));
  }

  /** The first line of the answer to a request as it is, with the cookie and further headers. */
  String raw(String path, String... headers) throws IOException {
    return send("GET", path, headers);
  }

  /** The same for a POST with one header and no body. */
  String rawPost(String path, String header) throws IOException {
    return send("POST", path, header);
  }

  private String send(String method, String path, String... headers) throws IOException {
    String host =
        List.of(headers).stream().anyMatch(line -> line.startsWith("Host:"))
            ? ""
            : "Host: 127.0.0.1\r\n";
    String lines =
        List.of(headers).stream().map(line -> line + "\r\n").collect(Collectors.joining());
    String request =
        method
            + " "
            + path
            + " HTTP/1.1\r\n"
            + host
            + "Cookie: "
            + cookie()
            + "\r\n"
            + lines
            + "Connection: close\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElse("");
    }
  }

  /** A connection on which events come. */
  Socket events() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    String request =
        "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nCookie: "
            + cookie()
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  /** The JSON that a path answers with. */
  JsonNode json(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** The JSON of an answer. */
  JsonNode answered(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** The bytes that a path answers with. */
  byte[] bytes(String path) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .header("Cookie", cookie())
                .build(),
            HttpResponse.BodyHandlers.ofByteArray())
        .body();
  }

  /** Posts bytes. */
  HttpResponse<String> upload(String path, byte[] body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .header("Cookie", cookie())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Posts JSON. */
  HttpResponse<String> post(String path, Object body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .header("Cookie", cookie())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() throws IOException {
    studio.close();
  }
}
