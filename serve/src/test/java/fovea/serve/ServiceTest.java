package fovea.serve;

import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fovea.data.DataCatalog;
import fovea.data.DataSet;
import fovea.data.TransferListener;
import fovea.experiment.Experiment;
import fovea.nn.Network;
import fovea.trained.Classifier;
import fovea.trained.Prediction;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Limits LIMITS = new Limits(8, 64, 4, 100_000);

  @TempDir private static Path folder;

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static Path run;
  private static Classifier classifier;
  private static Service service;

  @BeforeAll
  static void start() throws IOException {
    DataSet all = new DataCatalog(Path.of("none"), TransferListener.none()).load("cifar10-mini");
    DataSet data = new DataSet(all.name(), all.train().limit(64), all.test().limit(20));
    run = folder.resolve("run");
    Experiment.of(
            data, Network.of("small", conv(8, 3).same(), relu(), maxPool(4), flatten(), linear(10)))
        .epochs(1)
        .batchSize(32)
        .train(run);
    classifier = Classifier.load(run);
    service = Service.start(Classifier.load(run), "127.0.0.1", 0, LIMITS);
  }

  @AfterAll
  static void stop() {
    service.close();
    classifier.close();
  }

  private static byte[] picture(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(40, 32, BufferedImage.TYPE_INT_RGB);
    int[] paint = random.ints(16).toArray();
    for (int i = 0; i < 40 * 32; i++) {
      image.setRGB(i % 40, i / 40, paint[i % 40 / 10 * 4 + i / 40 / 8]);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }

  private static HttpRequest post(String path, String type, BodyPublisher body) {
    return HttpRequest.newBuilder(service.address().resolve(path))
        .header("Content-Type", type)
        .POST(body)
        .build();
  }

  private static JsonNode answer(HttpRequest request, int status) throws Exception {
    HttpResponse<String> answer = CLIENT.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(service.address().resolve(path)).build(), BodyHandlers.ofString());
  }

  private static void requireSame(JsonNode image, Prediction expected) {
    JsonNode predictions = image.path("predictions");
    for (int i = 0; i < predictions.size(); i++) {
      Prediction.Candidate candidate = expected.top(10).get(i);
      assertThat(predictions.get(i).path("class").asText()).isEqualTo(candidate.label());
      assertThat(predictions.get(i).path("probability").asDouble())
          .isEqualTo(candidate.probability(), within(1e-3)); // batches differ in their last bits
    }
  }

  @Test
  void aBodyIsAnImage() throws Exception {
    byte[] picture = picture(1);
    JsonNode answer =
        answer(post("predict?top=5", "image/png", BodyPublishers.ofByteArray(picture)), 200);
    assertThat(answer.path("images")).hasSize(1);
    assertThat(answer.path("images").get(0).path("predictions")).hasSize(5);
    requireSame(answer.path("images").get(0), classifier.classify(picture));
  }

  @Test
  void aFormHasFiles() throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < 2; i++) {
      body.writeBytes(
          """
          --limit
          Content-Disposition: form-data; name="images"; filename="%s.png"
          Content-Type: image/png

          """
              .replace("\n", "\r\n")
              .formatted(i)
              .getBytes(StandardCharsets.US_ASCII));
      body.writeBytes(picture(i));
      body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    body.writeBytes("--limit--\r\n".getBytes(StandardCharsets.US_ASCII));
    JsonNode images =
        answer(
                post(
                    "predict",
                    "multipart/form-data; boundary=limit",
                    BodyPublishers.ofByteArray(body.toByteArray())),
                200)
            .path("images");
    assertThat(images).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(images.get(i).path("image").asText()).isEqualTo(i + ".png");
      requireSame(images.get(i), classifier.classify(picture(i)));
    }
  }

  @Test
  void jsonHasImagesInBase64() throws Exception {
    String text =
        "{\"images\": [\"%s\"]}".formatted(Base64.getEncoder().encodeToString(picture(3)));
    JsonNode images =
        answer(post("predict", "application/json", BodyPublishers.ofString(text)), 200)
            .path("images");
    requireSame(images.get(0), classifier.classify(picture(3)));
  }

  @Test
  void manyClientsGetEachTheirOwnAnswer() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      answers.add(
          CLIENT.sendAsync(
              post("predict", "image/png", BodyPublishers.ofByteArray(picture(i))),
              BodyHandlers.ofString()));
    }
    for (int i = 0; i < 40; i++) {
      JsonNode answer = JSON.readTree(answers.get(i).join().body());
      requireSame(answer.path("images").get(0), classifier.classify(picture(i)));
    }
  }

  @Test
  void wrongRequestsAreAnsweredInOneLine() throws Exception {
    assertThat(
            answer(post("predict", "image/png", BodyPublishers.ofString("no image")), 400)
                .path("error")
                .asText())
        .contains("image");
    answer(post("predict", "image/png", BodyPublishers.noBody()), 400);
    answer(post("predict?top=0", "image/png", BodyPublishers.ofByteArray(picture(1))), 400);
    answer(post("predict", "application/json", BodyPublishers.ofString("{")), 400);
    answer(post("predict", "application/json", BodyPublishers.ofString("{\"images\":[]}")), 400);
    answer(
        post("predict", "application/json", BodyPublishers.ofString("{\"images\":[\"?\"]}")), 400);
    String five = "{\"images\":[%s]}".formatted("\"AA==\",".repeat(5).replaceFirst(",$", ""));
    answer(post("predict", "application/json", BodyPublishers.ofString(five)), 413);
    assertThat(get("nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedWithAndWithoutItsLength() throws Exception {
    byte[] large = new byte[LIMITS.bodyBytes() + 1];
    answer(post("predict", "image/png", BodyPublishers.ofByteArray(large)), 413);
    answer(
        post(
            "predict",
            "image/png",
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))),
        413);
  }

  @Test
  void theServiceDescribesAndCountsItself() throws Exception {
    assertThat(JSON.readTree(get("").body()).path("classes")).hasSize(10);
    assertThat(JSON.readTree(get("health").body()).path("status").asText()).isEqualTo("ok");

    int before = counted("fovea_requests_total\\{status=\"200\"\\}");
    answer(post("predict", "image/png", BodyPublishers.ofByteArray(picture(1))), 200);
    assertThat(counted("fovea_requests_total\\{status=\"200\"\\}")).isGreaterThan(before);
    assertThat(counted("fovea_batch_images_count")).isPositive();
    assertThat(counted("fovea_request_seconds_count")).isPositive();
  }

  /** A value of the metrics; 0 if there is none. */
  private static int counted(String name) throws Exception {
    Matcher line = Pattern.compile("(?m)^" + name + " (\\d+)").matcher(get("metrics").body());
    return line.find() ? Integer.parseInt(line.group(1)) : 0;
  }

  @Test
  void moreRequestsThanAllowedAreToldToTryAgain() throws Exception {
    Limits one = new Limits(1, 1, 1, 100_000);
    try (Service busy = Service.start(Classifier.load(run), "127.0.0.1", 0, one)) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        answers.add(
            CLIENT.sendAsync(
                HttpRequest.newBuilder(busy.address().resolve("predict"))
                    .POST(BodyPublishers.ofByteArray(picture(i)))
                    .build(),
                BodyHandlers.ofString()));
      }
      List<HttpResponse<String>> all = answers.stream().map(CompletableFuture::join).toList();
      assertThat(all).extracting(HttpResponse::statusCode).containsOnly(200, 503);
      assertThat(all)
          .filteredOn(each -> each.statusCode() == 503)
          .allMatch(each -> each.headers().firstValue("Retry-After").isPresent());
    }
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    int port = service.address().getPort();
    Classifier other = Classifier.load(run);
    assertThatThrownBy(() -> Service.start(other, "127.0.0.1", port, LIMITS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("port " + port);
  }

  @Test
  void aLoadTestMeasuresEachClient() throws Exception {
    LoadTest.Result result =
        new LoadTest(service.address(), picture(1)).run(4, Duration.ofMillis(200));
    assertThat(result.requests()).isGreaterThanOrEqualTo(4);
    assertThat(result.median()).isPositive().isLessThanOrEqualTo(result.percentile99());
    assertThat(result.perSecond()).isPositive();
  }

  @Test
  void percentilesAreOfTheNearestRank() {
    long[] sorted = {1_000_000, 2_000_000, 3_000_000, 4_000_000};
    assertThat(LoadTest.percentile(sorted, 50)).isEqualTo(2);
    assertThat(LoadTest.percentile(sorted, 99)).isEqualTo(4);
  }
}
