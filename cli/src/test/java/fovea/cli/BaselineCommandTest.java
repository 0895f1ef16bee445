package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselineCommandTest {

  private static final Caller FOVEA = new Caller(Path.of("target", "no-cache"));

  private static Answer call(String words, Object... more) {
    Stream<Object> all =
        Stream.concat(
            Arrays.stream(("baseline " + words + " --dataset cifar10-mini").split(" ")),
            Arrays.stream(more));
    return FOVEA.call(all.toArray());
  }

  @Test
  void aBagOfWordsIsBetterThanChance() {
    JsonNode node = call("bow --words 40 --sample 2000 --json").succeeded().json().get(0);

    assertThat(node.path("test_accuracy").asDouble()).isBetween(0.2, 0.7);
    assertThat(node.path("train_accuracy").asDouble())
        .isGreaterThan(node.path("test_accuracy").asDouble());
    assertThat(node.path("features").asInt()).isEqualTo(40);
    assertThat(node.path("parameters_without_labels").asInt()).isEqualTo(40 * 128);
    assertThat(node.path("parameters_of_classifier").asInt()).isEqualTo(41 * 10);
    assertThat(node.path("network_parameters").asInt()).isEqualTo(1_191_170);
  }

  @Test
  void clusteredPatchesAreBetterThanChance() {
    JsonNode node = call("kmeans --centroids 30 --sample 1000 --json").succeeded().json().get(0);

    assertThat(node.path("test_accuracy").asDouble()).isBetween(0.2, 0.7);
    assertThat(node.path("features").asInt()).isEqualTo(4 * 30);
    assertThat(node.path("parameters_without_labels").asInt())
        .isEqualTo(108 * 108 + 108 + 30 * 108);
    assertThat(node.path("parameters_of_classifier").asInt()).isEqualTo(121 * 10);
  }

  @Test
  void aSeedGivesOneResult() {
    String words = "kmeans --centroids 10 --sample 300 --limit-train 100 --json --seed 3";
    JsonNode first = call(words).succeeded().json().get(0);
    JsonNode again = call(words).succeeded().json().get(0);

    assertThat(again.path("train_accuracy")).isEqualTo(first.path("train_accuracy"));
    assertThat(again.path("test_accuracy")).isEqualTo(first.path("test_accuracy"));
  }

  @Test
  void aPersonReadsWhatANetworkWouldLearn() {
    Answer answer =
        call("bow --words 10 --sample 200 --limit-train 100 --limit-test 50").succeeded();

    assertThat(answer.results())
        .anyMatch(line -> line.matches("test accuracy +\\d+\\.\\d\\d %"))
        .anyMatch(line -> line.contains("cifarnet learns 1,191,170"));
    assertThat(answer.messages()).contains("words ...", "svm ...");
  }

  @Test
  void aResultIsKeptForTheReport(@TempDir Path folder) throws IOException {
    Path kept = folder.resolve("runs").resolve("bag");
    JsonNode printed =
        call("bow --words 10 --sample 200 --limit-train 100 --limit-test 50 --json", "--out", kept)
            .succeeded()
            .json()
            .get(0);

    JsonNode found = new ObjectMapper().readTree(kept.resolve("baseline.json").toFile());
    assertThat(found.path("method").asText()).isEqualTo("bow");
    assertThat(found.path("test_accuracy")).isEqualTo(printed.path("test_accuracy"));
  }

  @ParameterizedTest
  @CsvSource({
    "bow --words 1, --words is 1: it must be at least 2",
    "bow --patch-size 10, 'patch size is 10: it must be a multiple of 4'",
    "bow --words 5000 --sample 5000 --limit-train 1, --words is 5000: the training images have",
    "kmeans --patch-size 40, 'patch size is 40: of images of 32 x 32 pixels it must be from 2'",
    "kmeans --centroids 100 --sample 50, --sample is 50: it must be at least 100",
    "kmeans --decay 0, --decay is 0.0: it must be above 0",
    "kmeans --limit-test -1, --limit-test is -1: it must be 0 or more"
  })
  void whatCannotBeIsToldInALine(String words, String message) {
    Answer answer = call(words);

    assertThat(answer.status()).isIn(1, 2);
    assertThat(answer.messages()).last().asString().startsWith("fovea: " + message);
  }
}
