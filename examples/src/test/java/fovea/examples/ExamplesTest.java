package fovea.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fovea.trained.Classifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both programs as their users run them, one after the other. */
class ExamplesTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private static Path folder;
  private static Path run;
  private static List<String> trained;

  @BeforeAll
  static void train() throws IOException, InterruptedException {
    run = folder.resolve("run");
    Path images = Colours.write(folder.resolve("images"), 40);
    Process process = start(TrainOwnNetwork.class, images, run);
    try (BufferedReader results = process.inputReader(StandardCharsets.UTF_8)) {
      trained = results.lines().toList();
      assertThat(process.waitFor()).isZero();
    }
  }

  private static Process start(Class<?> program, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static HttpResponse<String> post(URI address, byte[] image)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address).POST(BodyPublishers.ofByteArray(image)).build();
    return CLIENT.send(request, BodyHandlers.ofString());
  }

  @Test
  void aNetworkOfOnesOwnLearnsAndClassifies() {
    assertThat(trained).hasSize(2);
    assertThat(trained.get(0)).isEqualTo("test accuracy 100.00 %");
    assertThat(trained.get(1)).matches(".*blue.000\\.png: blue, \\d+\\.\\d\\d %");
  }

  @Test
  void threadsThatPostAtATimeGetTheRightAnswers() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(6);
    try (ClassifyService service = new ClassifyService(Classifier.load(run), 0)) {
      List<Future<JsonNode>> answers = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        byte[] image = Colours.ALL.get(i % 4).png(1000 + i);
        answers.add(
            clients.submit(
                () -> {
                  HttpResponse<String> response = post(service.address(), image);
                  assertThat(response.statusCode()).isEqualTo(200);
                  return new ObjectMapper().readTree(response.body());
                }));
      }
      for (int i = 0; i < answers.size(); i++) {
        JsonNode answer = answers.get(i).get();
        assertThat(answer.path("label").asText()).isEqualTo(Colours.ALL.get(i % 4).label());
        assertThat(answer.path("top")).hasSize(3);
        assertThat(answer.path("top").get(0).path("label")).isEqualTo(answer.path("label"));
        assertThat(answer.path("top").get(0).path("probability"))
            .isEqualTo(answer.path("probability"));
      }
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void whatIsNoImageIsRefusedInALineAndTheNextIsAnswered() throws Exception {
    try (ClassifyService service = new ClassifyService(Classifier.load(run), 0)) {
      HttpResponse<String> refused = post(service.address(), new byte[] {1, 2, 3});
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body())
          .isEqualTo(
              "the stream is not an image: PNG, JPEG, WebP, GIF, BMP and TIFF files are read\n");
      byte[] whole = Colours.RED.png(1);
      byte[] half = Arrays.copyOf(whole, whole.length / 2);
      assertThat(post(service.address(), half).statusCode()).isEqualTo(400);
      assertThat(post(service.address(), whole).body()).startsWith("{\"label\":\"red\",");
    }
  }

  @Test
  void theServiceEndsWithItsProcess() throws Exception {
    Process process = start(ClassifyService.class, run, 0);
    try (BufferedReader results = process.inputReader(StandardCharsets.UTF_8)) {
      String line = results.readLine();
      assertThat(line).startsWith("POST images to http://127.0.0.1:");
      URI address = URI.create(line.substring("POST images to ".length()));
      assertThat(post(address, Colours.GREEN.png(3)).body()).contains("\"label\":\"green\"");
      process.toHandle().destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }
}
