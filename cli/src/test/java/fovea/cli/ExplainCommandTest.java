package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Explaining, scanning and what a larger image changes, with a network trained on few images. */
class ExplainCommandTest {

  @TempDir private static Path folder;
  private static Caller fovea;
  private static Path run;
  private static Path photograph;

  @BeforeAll
  static void trainOnce() throws IOException {
    fovea = new Caller(folder.resolve("cache"));
    run = folder.resolve("run");
    fovea.train(run, "--normalize=channel", "--batch-norm", "--activations").succeeded();
    photograph = folder.resolve("photograph.png");
    BufferedImage image = new BufferedImage(60, 48, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 60 * 48; i++) {
      image.setRGB(i % 60, i / 60, i * 7919);
    }
    ImageIO.write(image, "png", photograph.toFile());
  }

  @Test
  void everyFigureOfThePageIsThereInBothForms() throws IOException {
    Path out = folder.resolve("page");
    Answer answer = fovea.call("explain", run, "--out", out, "--lang", "fr").succeeded();
    assertThat(answer.results()).containsExactly(out.resolve("index.html").toString());
    String page = Files.readString(out.resolve("index.html"));
    Matcher links = Pattern.compile("(?:src|href)=\"([^#\"]+)\"").matcher(page);
    int count = 0;
    while (links.find()) {
      assertThat(out.resolve(links.group(1))).isNotEmptyFile();
      count++;
    }
    assertThat(count).isGreaterThan(60);
    assertThat(page)
        .contains("lang=\"fr\"", "image de test", "Grad-CAM", "Activations au fil des époques")
        .doesNotContain("Confusion matrix");
    assertThat(out).isDirectoryContaining("glob:**/maps-4.svg");
  }

  @Test
  void activationsAreRecordedAfterEachEpoch() throws IOException {
    List<JsonNode> events =
        Files.readAllLines(run.resolve("metrics.jsonl")).stream()
            .map(Answer::parse)
            .filter(event -> event.path("event").asText().equals("activations"))
            .toList();
    assertThat(events).hasSize(2);
    JsonNode first = events.get(0).path("layers").get(0);
    assertThat(first.path("name").asText()).isEqualTo("relu1");
    assertThat(first.path("units").asInt()).isEqualTo(6);
    assertThat(first.path("zeros").asDouble()).isBetween(0.05, 0.95);
  }

  @Test
  void aScanGivesAMapAScale() {
    Path out = folder.resolve("scan");
    List<JsonNode> scales =
        fovea
            .call("scan", run, photograph, "--scales", "1,0.75", "--out", out, "--json")
            .succeeded()
            .json();
    assertThat(scales)
        .extracting(node -> node.path("map").toString())
        .containsExactly("[10,5,8]", "[10,2,4]");
    assertThat(scales.get(0).path("highest").path("cat").asDouble()).isBetween(0.0, 1.0);
    assertThat(out).isDirectoryContaining("glob:**/scan.svg");
    assertThat(out).isDirectoryContaining("glob:**/scan.png");
  }

  @Test
  void badUsageIsOneLine() {
    assertThat(fovea.call("scan", run, photograph, "--scales", "0.1").failure(2))
        .contains("scale 0.1 makes the image 5x6: it must be at least 32x32");
    assertThat(fovea.call("scan", run, photograph, "--scales", "-1").failure(2))
        .contains("above 0");
    assertThat(fovea.call("scan", run, photograph, "--scales", "1000").failure(2))
        .contains("try a smaller one");
    assertThat(fovea.call("explain", run, "--lang", "de").failure(2)).contains("en or fr");
    assertThat(fovea.call("explain", run, folder.resolve("none.png")).failure(1))
        .contains("there is no file");
    assertThat(fovea.call("summary", "vgg16", "--larger", "big").failure(2))
        .contains("is not a size");
    Path image = folder.resolve("image");
    fovea.train(image, "--normalize=image", "--epochs", 1).succeeded();
    assertThat(fovea.call("scan", image, photograph).failure(2))
        .contains("normalises each image as a whole");
  }

  @Test
  void whatALargerImageChangesIsToldLayerByLayer() {
    JsonNode answer =
        fovea.call("summary", "vgg16", "--larger", "384x384", "--json").succeeded().json().get(0);
    JsonNode layers = answer.path("layers");
    assertThat(layers.get(layers.size() - 1).path("computed").asBoolean()).isFalse();
    JsonNode converted = answer.path("converted");
    assertThat(converted.get(converted.size() - 1).path("output").toString())
        .isEqualTo("[1000,6,6]");
    assertThat(
            fovea
                .call("summary", "vgg16", "--larger", "384x384", "--lang=fr")
                .succeeded()
                .results())
        .anyMatch(line -> line.contains("fc6") && line.contains("non : elle a un poids"));
  }
}
