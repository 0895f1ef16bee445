package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arithmetic of layers and networks, as the page asks for it. */
class PlaygroundApiTest {

  @TempDir private static Path runs;
  private static Visitor visitor;

  @BeforeAll
  static void start() throws IOException {
    visitor = Visitor.of(runs);
  }

  @AfterAll
  static void close() throws IOException {
    visitor.close();
  }

  private static String layer(
      String type, int size, int kernel, int stride, int padding, int dilation) {
    return "/api/playground/layer?type=%s&size=%s&kernel=%s&stride=%s&padding=%s&dilation=%s"
            .formatted(type, size, kernel, stride, padding, dilation)
        + "&channels=3&filters=32";
  }

  @ParameterizedTest
  @CsvSource({
    "conv, 32, 5, 1, 2, 1, 32, 0",
    "conv, 32, 5, 1, 0, 1, 28, 0",
    "conv, 7, 3, 2, 0, 1, 3, 0",
    "conv, 8, 3, 2, 0, 1, 3, 1",
    "conv, 10, 3, 1, 0, 3, 4, 0",
    "maxpool, 32, 2, 2, 0, 1, 16, 0",
    "avgpool, 7, 3, 3, 1, 1, 3, 0"
  })
  void sizesAreAsBruteForceCountsThem(
      String type, int size, int kernel, int stride, int padding, int dilation, int out, int left)
      throws Exception {
    JsonNode answer = visitor.json(layer(type, size, kernel, stride, padding, dilation));
    int count = 0;
    int last = 0;
    for (int start = 0; start + dilation * (kernel - 1) < size + 2 * padding; start += stride) {
      count++;
      last = start + dilation * (kernel - 1);
    }
    assertThat(answer.path("output").path(1).asInt()).isEqualTo(count).isEqualTo(out);
    assertThat(answer.path("leftOver").asInt())
        .isEqualTo(size + 2 * padding - 1 - last)
        .isEqualTo(left);
  }

  @Test
  void costsAreThoseOfTheLabsFirstLayer() throws Exception {
    JsonNode answer = visitor.json(layer("conv", 32, 5, 1, 2, 1));
    assertThat(answer.path("weights").asLong()).isEqualTo(5 * 5 * 3 * 32);
    assertThat(answer.path("biases").asLong()).isEqualTo(32);
    assertThat(answer.path("multiplyAdds").asLong()).isEqualTo(5L * 5 * 3 * 32 * 32 * 32);
    assertThat(answer.path("fullyConnectedWeights").asLong())
        .isEqualTo(3L * 32 * 32 * 32 * 32 * 32);
    assertThat(answer.path("fields").findValuesAsText("size"))
        .containsExactly("5", "9", "13", "17");
  }

  @Test
  void whatDoesNotFitSaysHowMuchIsMissing() throws Exception {
    JsonNode answer = visitor.json(layer("conv", 4, 7, 1, 1, 1));
    assertThat(answer.path("fits").asBoolean()).isFalse();
    assertThat(answer.path("extent").asInt()).isEqualTo(7);
    assertThat(answer.path("padded").asInt()).isEqualTo(6);
    assertThat(answer.path("keeps").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type=conv&size=0&kernel=3&stride=1&padding=0&dilation=1&channels=1&filters=1",
        "type=conv&size=8&kernel=99999&stride=1&padding=0&dilation=1&channels=1&filters=1",
        "type=conv&size=8&kernel=3&stride=0&padding=0&dilation=1&channels=1&filters=1",
        "type=conv&size=8&kernel=3&stride=1&padding=-1&dilation=1&channels=1&filters=1",
        "type=fourier&size=8&kernel=3&stride=1&padding=0&channels=1",
        "type=maxpool&size=8&kernel=3&stride=1&padding=2&channels=1",
        ""
      })
  void whatNoLayerCanHaveIsRefused(String query) throws Exception {
    HttpResponse<String> answer = visitor.get("/api/playground/layer?" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"error\":\"").doesNotContain("Exception");
  }

  @Test
  void thereIsARealImageOfEachClass() throws Exception {
    JsonNode answer = visitor.json("/api/playground/images");
    assertThat(answer.path("images")).hasSize(10);
    byte[] pixels =
        Base64.getDecoder().decode(answer.path("images").path(3).path("pixels").asText());
    assertThat(pixels).hasSize(3 * 32 * 32);
    assertThat(answer.path("images").findValuesAsText("name"))
        .containsExactlyInAnyOrderElementsOf(TrainedRuns.images().classes());
  }

  private static JsonNode summary(String text) throws Exception {
    return visitor.answered(
        visitor.post("/api/networks/summary", Map.of("text", text, "classes", 10)));
  }

  @Test
  void aNetworkHasItsShapesAndCosts() throws Exception {
    JsonNode answer =
        summary(
            """
            input: 3x32x32
            network:
              - conv 32 5x5 same
              - maxpool 2
              - flatten
              - linear classes
            """);
    assertThat(answer.path("layers").findValuesAsText("name"))
        .containsExactly("conv1", "pool1", "flatten", "fc2");
    assertThat(answer.path("layers").path(1).path("output").toString()).isEqualTo("[32,16,16]");
    assertThat(answer.path("parameters").asLong())
        .isEqualTo(32 * (3 * 25 + 1) + 10 * (32 * 16 * 16 + 1));
  }

  @Test
  void aNetworkIsKeptToBeTrained() throws Exception {
    String text = "name: kept\nnetwork:\n  - flatten\n  - linear classes\n";
    JsonNode saved = visitor.answered(visitor.post("/api/networks/save", Map.of("text", text)));
    Path file = Path.of(saved.path("model").asText());
    assertThat(file).startsWith(runs.toAbsolutePath()).content().isEqualTo(text);
    assertThat(visitor.post("/api/networks/save", Map.of("text", "- cnv 3")).statusCode())
        .isEqualTo(400);
  }

  @Test
  void aMistakeHasItsLineAndTheNearestWord() throws Exception {
    JsonNode problem = summary("network:\n  - conv 32 5x5 same\n  - maxpol 2\n").path("problem");
    assertThat(problem.path("line").asInt()).isEqualTo(3);
    assertThat(problem.path("message").asText()).contains("maxpool").doesNotContain("line 3");
  }

  @Test
  void whatCannotBeTrainedIsShownAllTheSame() throws Exception {
    JsonNode answer = summary("network:\n  - conv 8 3x3\n");
    assertThat(answer.path("layers")).hasSize(1);
    assertThat(answer.path("warning").path("message").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":", "network:\n  - conv 999999999 3x3\n  - flatten\n  - linear 999999999\n"})
  void nothingThatIsTypedBreaksTheServer(String text) throws Exception {
    assertThat(summary(text).path("problem").path("message").asText()).isNotEmpty();
  }

  @Test
  void everyNetworkOfTheZooIsOneToBeginWith() throws Exception {
    JsonNode networks = visitor.json("/api/networks").path("networks");
    assertThat(networks).isNotEmpty();
    for (JsonNode each : networks) {
      assertThat(summary(each.path("text").asText()).path("problem").isMissingNode())
          .as(each.path("name").asText())
          .isTrue();
    }
  }
}
