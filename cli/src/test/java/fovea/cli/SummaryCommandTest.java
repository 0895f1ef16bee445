package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a summary shows beside its table, which {@link CommandsTest} looks at. */
class SummaryCommandTest {

  private static final Caller FOVEA = new Caller(Path.of("target", "no-cache"));

  @Test
  void parametersAreComparedWithTrainingImages() {
    assertThat(FOVEA.call("summary", "cifarnet", "--train-images", 50000).succeeded().results())
        .last()
        .isEqualTo("1,191,170 parameters, 50,000 training images: 24 parameters for each image");
    assertThat(FOVEA.call("summary", "lenet5", "--train-images", 60000, "--lang", "fr").results())
        .last()
        .isEqualTo("61 706 paramètres, 60 000 images d'apprentissage : 1,0 paramètre par image");
    JsonNode node =
        FOVEA
            .call("summary", "cifarnet", "--dataset", "cifar10-mini", "--json")
            .succeeded()
            .json()
            .get(0);
    assertThat(node.path("train_images").asInt()).isPositive();
  }

  @Test
  void sharesAreShares() {
    List<String> lines = FOVEA.call("summary", "cifarnet").succeeded().results();
    assertThat(lines).anyMatch(line -> line.matches("fc4 .* 1,025,000 +86.0% .* 4.4% .*"));
    List<String> csv = FOVEA.call("summary", "cifarnet", "--csv").succeeded().results();
    assertThat(csv).hasSize(1 + 13);
    assertThat(csv.get(1))
        .isEqualTo("conv1,Conv2d,32x32x32,2432,0.002042,2457600,0.106149,5x5,131072");
    double sum =
        csv.stream().skip(1).mapToDouble(line -> Double.parseDouble(line.split(",", -1)[4])).sum();
    assertThat(sum).isCloseTo(1, within(1e-5));
  }

  /** The totals that are known: 15.5 billion multiply-adds for VGG16. */
  @ParameterizedTest
  @CsvSource({
    "lenet5, 61706, 416520",
    "cifarnet, 1191170, 23152400",
    "vgg16, 138357544, 15470264320"
  })
  void totalsAreTheKnownOnes(String model, long parameters, long multiplyAdds) {
    JsonNode node = FOVEA.call("summary", model, "--json").succeeded().json().get(0);
    assertThat(node.path("parameters").asLong()).isEqualTo(parameters);
    assertThat(node.path("multiply_adds").asLong()).isEqualTo(multiplyAdds);
  }

  @ParameterizedTest
  @CsvSource({"lenet5, 28×28×6", "cifarnet, 4×4×64", "resnet20, 8×8×64", "vgg16, 7×7×512"})
  void networksAreDrawn(String model, String shape, @TempDir Path folder) {
    JsonNode node =
        FOVEA
            .call("summary", model, "--draw", "--out", folder, "--lang", "fr", "--json")
            .succeeded()
            .json()
            .get(0);
    assertThat(node.path("figures")).hasSize(4);
    for (String name : List.of(model, model + "-shares")) {
      assertThat(folder.resolve(name + ".png")).isNotEmptyFile();
    }
    assertThat(folder.resolve(model + ".svg")).content().contains(shape, "complètement connectée");
    assertThat(folder.resolve(model + "-shares.svg")).content().contains("<text", "couche");
  }

  @ParameterizedTest
  @CsvSource({
    "--lang de, --lang is 'de': it must be en or fr",
    "--csv --json, --csv and --json are two forms: choose one",
    "--train-images 0, --train-images is 0: it must be 1 or more"
  })
  void whatCannotBeIsToldInALine(String flags, String message) {
    Answer answer = FOVEA.call((Object[]) ("summary cifarnet " + flags).split(" "));
    assertThat(answer.status()).isEqualTo(2);
    assertThat(answer.messages()).containsExactly("fovea: " + message);
  }
}
