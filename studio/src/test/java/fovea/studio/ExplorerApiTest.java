package fovea.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.data.ImageSet;
import fovea.trained.Classifier;
import fovea.trained.Prediction;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server computes of trained runs, without a browser. */
class ExplorerApiTest {

  @TempDir private static Path runs;
  private static Visitor visitor;

  @BeforeAll
  static void start() throws IOException {
    TrainedRuns.into(runs);
    visitor = Visitor.of(runs);
  }

  @AfterAll
  static void close() throws IOException {
    visitor.close();
  }

  private static FloatBuffer floats(JsonNode text) {
    return ByteBuffer.wrap(Base64.getDecoder().decode(text.asText()))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  @Test
  void trainedRunsAreListed() throws Exception {
    JsonNode answer = visitor.json("/api/explorer/runs").path("runs");
    assertThat(answer.findValuesAsText("name")).containsExactlyInAnyOrder("first", "second");
    assertThat(answer.path(0).path("network").asText()).isEqualTo("small");
  }

  @Test
  void probabilitiesAreTheClassifiers() throws Exception {
    JsonNode answer = visitor.json("/api/explorer/image?run=first&image=test:7");
    ImageSet images = TrainedRuns.images().test();
    try (Classifier classifier = Classifier.load(runs.resolve("first"))) {
      Prediction expected = classifier.classify(images).get(7);
      int index = expected.index();
      assertThat(answer.path("probabilities").path(index).asDouble())
          .isCloseTo(expected.probability(), within(1e-4));
    }
    assertThat(answer.path("label").asInt()).isEqualTo(images.label(7));
    assertThat(answer.path("layers").findValuesAsText("name"))
        .startsWith("conv1", "bn1", "relu1", "pool1");
  }

  @Test
  void mapsAreNotNegativeAfterARectifier() throws Exception {
    JsonNode maps = visitor.json("/api/explorer/maps?run=first&image=test:0&layer=relu1");
    FloatBuffer values = floats(maps.path("values"));
    assertThat(values.capacity()).isEqualTo(6 * 32 * 32);
    float largest = 0;
    for (int i = 0; i < values.capacity(); i++) {
      assertThat(values.get(i)).isNotNegative();
      largest = Math.max(largest, values.get(i));
    }
    assertThat(largest).isPositive();
  }

  @Test
  void aGradientStaysInsideOfTheReceptiveField() throws Exception {
    JsonNode field =
        visitor.json(
            "/api/explorer/field?run=first&image=test:0&layer=conv2&channel=0&row=5&column=9");
    FloatBuffer values = floats(field.path("values"));
    int top = field.path("top").asInt();
    int left = field.path("left").asInt();
    int side = field.path("rows").asInt();
    assertThat(side).isEqualTo(8); // 3, then 4 after the pooling, then 2 steps of 2 more
    int within = 0;
    for (int i = 0; i < values.capacity(); i++) {
      int row = i / 32 - top;
      int column = i % 32 - left;
      boolean inside = row >= 0 && row < side && column >= 0 && column < side;
      if (!inside) {
        assertThat(values.get(i)).isZero();
      } else if (values.get(i) > 0) {
        within++;
      }
    }
    assertThat(within).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gradcam", "saliency", "occlusion"})
  void eachMethodGivesAMap(String method) throws Exception {
    JsonNode map =
        visitor.json("/api/explorer/heat?run=first&image=test:1&class=3&method=" + method);
    assertThat(floats(map.path("values")).capacity())
        .isEqualTo(map.path("height").asInt() * map.path("width").asInt());
  }

  @Test
  void filtersAreTheWeights() throws Exception {
    JsonNode filters = visitor.json("/api/explorer/filters?run=first&layer=conv1");
    assertThat(filters.path("dims").toString()).isEqualTo("[6,3,3,3]");
    assertThat(floats(filters.path("values")).capacity()).isEqualTo(6 * 27);
  }

  @Test
  void trainingModeDiffersFromTimeToTime() throws Exception {
    JsonNode modes = visitor.json("/api/explorer/modes?run=first&image=test:0");
    assertThat(modes.path("dropout").asBoolean()).isTrue();
    assertThat(modes.path("batchNorm").asBoolean()).isTrue();
    assertThat(modes.path("trials")).hasSize(8);
    assertThat(modes.path("trials").path(0)).isNotEqualTo(modes.path("trials").path(1));
    for (JsonNode trial : modes.path("trials")) {
      double sum = 0;
      for (JsonNode each : trial) {
        sum += each.asDouble();
      }
      assertThat(sum).isCloseTo(1, within(1e-6));
    }
  }

  private static byte[] png(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width; i++) {
      image.setRGB(i, i % height, 0xff8800);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  @Test
  void anUploadIsClassifiedAndScanned() throws Exception {
    HttpResponse<String> given = visitor.upload("/api/explorer/upload", png(96, 64));
    String image = visitor.answered(given).path("image").asText();
    JsonNode answer = visitor.json("/api/explorer/image?run=second&image=" + image);
    assertThat(answer.path("probabilities")).hasSize(10);
    assertThat(answer.has("label")).isFalse();
    JsonNode scan = visitor.json("/api/explorer/scan?run=second&side=64&image=" + image);
    assertThat(scan.path("imageWidth").asInt()).isEqualTo(96);
    assertThat(scan.path("maps")).hasSize(10);
    assertThat(scan.path("maps").path(0).path("width").asInt()).isEqualTo((96 - 32) / 8 + 1);
  }

  @Test
  void whatIsNoImageIsRefused() throws Exception {
    byte[] text = "no image".getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> answer = visitor.upload("/api/explorer/upload", text);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("this file").doesNotContain("/");
  }

  /** A small file that says that it has 60,000 x 60,000 pixels. */
  @Test
  void aDecompressionBombIsRefused() throws Exception {
    byte[] bomb = png(8, 8);
    ByteBuffer.wrap(bomb).putInt(16, 60_000).putInt(20, 60_000);
    CRC32 sum = new CRC32();
    sum.update(bomb, 12, 17);
    ByteBuffer.wrap(bomb).putInt(29, (int) sum.getValue());
    HttpResponse<String> answer = visitor.upload("/api/explorer/upload", bomb);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("60000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image?run=first&image=test:999999",
        "image?run=first&image=test:-1",
        "image?run=first&image=upload:0123456789abcdef",
        "image?run=first&image=upload:../../etc/passwd",
        "image?run=first",
        "image?run=..&image=test:0",
        "image?run=%2fetc&image=test:0",
        "maps?run=first&image=test:0&layer=conv99",
        "field?run=first&image=test:0&layer=conv1&channel=6&row=0&column=0",
        "heat?run=first&image=test:0&method=gradcam&class=10",
        "heat?run=first&image=test:0&method=magic&class=1",
        "filters?run=first&layer=fc3",
        "scan?run=first&image=test:0&side=8"
      })
  void whatIsNotThereIsSaidInOneLine(String query) throws Exception {
    HttpResponse<String> answer = visitor.get("/api/explorer/" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"error\":\"").doesNotContain("Exception");
  }

  @Test
  void picturesAreThePixels() throws Exception {
    ImageSet images = TrainedRuns.images().test();
    byte[] pixels = new byte[images.shape().elements()];
    images.copy(4, pixels);
    BufferedImage picture =
        ImageIO.read(
            new ByteArrayInputStream(
                visitor.bytes("/api/explorer/picture?run=first&image=test:4")));
    assertThat(picture.getWidth()).isEqualTo(32);
    assertThat(picture.getRGB(5, 6) >> 16 & 0xff).isEqualTo(pixels[6 * 32 + 5] & 0xff);
  }

  @Test
  void mistakesAreCountedAsEvaluationDoes() throws Exception {
    JsonNode answer = visitor.json("/api/mistakes?run=first");
    int size = answer.path("labels").size();
    int right = 0;
    int counted = 0;
    for (int i = 0; i < size; i++) {
      right += answer.path("labels").path(i).equals(answer.path("predicted").path(i)) ? 1 : 0;
    }
    for (JsonNode row : answer.path("confusion")) {
      for (JsonNode cell : row) {
        counted += cell.asInt();
      }
    }
    assertThat(counted).isEqualTo(size).isEqualTo(TrainedRuns.images().test().size());
    assertThat(answer.path("accuracy").asDouble()).isCloseTo((double) right / size, within(1e-9));
    double error = 0;
    for (JsonNode bin : answer.path("bins")) {
      if (bin.path("images").asInt() > 0) {
        error +=
            bin.path("images").asDouble()
                * Math.abs(bin.path("accuracy").asDouble() - bin.path("confidence").asDouble());
      }
    }
    assertThat(answer.path("calibrationError").asDouble()).isCloseTo(error / size, within(1e-9));
    assertThat(visitor.json("/api/mistakes?run=second").path("images"))
        .isEqualTo(answer.path("images"));
  }

  @Test
  void aDamagedRunIsNamed() throws Exception {
    Path damaged = runs.resolve("damaged");
    Files.createDirectories(damaged);
    for (String file : List.of("recipe.yaml", "network.yaml", "run.json")) {
      Files.copy(runs.resolve("first").resolve(file), damaged.resolve(file));
    }
    Files.writeString(damaged.resolve("best.safetensors"), "damaged");
    HttpResponse<String> answer = visitor.get("/api/explorer/image?run=damaged&image=test:0");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("best.safetensors");
    try (var files = Files.list(damaged)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(damaged);
  }
}
