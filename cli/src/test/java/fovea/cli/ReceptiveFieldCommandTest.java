package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.data.DataCatalog;
import fovea.data.ImageSet;
import fovea.data.TransferListener;
import fovea.lab.understand.EffectiveReceptiveField;
import fovea.nn.ReceptiveField;
import fovea.nn.Summary;
import fovea.run.Run;
import fovea.trained.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceptiveFieldCommandTest {

  @TempDir private static Path folder;

  private static Caller fovea;
  private static Path run;

  @BeforeAll
  static void train() {
    fovea = new Caller(folder.resolve("cache"));
    run = folder.resolve("run");
    fovea.train(run).succeeded();
  }

  @Test
  void aModelsFieldsAreToldAndDrawn() {
    Path out = folder.resolve("model");
    JsonNode node =
        fovea.call("receptive-field", "cifarnet", "--out", out, "--json").succeeded().json().get(0);
    JsonNode conv2 = node.path("layers").get(3);
    assertThat(conv2.toString())
        .isEqualTo(
            "{\"name\":\"conv2\",\"type\":\"Conv2d\",\"size\":[14,14],\"jump\":[2,2],"
                + "\"start\":[-6,-6],\"positions\":[16,16]}");
    assertThat(out.resolve("cifarnet-receptive-field.svg")).content().contains("36×36");
    assertThat(out.resolve("cifarnet-receptive-field.png")).isNotEmptyFile();
  }

  @Test
  void theLastCheckpointIsMeasuredIfAsked() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("copy"));
    for (String name :
        List.of("recipe.yaml", "run.json", "network.yaml", "metrics.jsonl", "last.safetensors")) {
      Files.copy(run.resolve(name), copy.resolve(name));
    }
    Files.writeString(copy.resolve("best.safetensors"), "damaged");
    Path out = folder.resolve("of-last");
    Object[] words = {"receptive-field", copy, "--images", 5, "--layer", "conv1", "--out", out};
    Object[] ofLast = Arrays.copyOf(words, words.length + 1);
    ofLast[words.length] = "--last";
    assertThat(fovea.call(words).status()).isEqualTo(1);
    fovea.call(ofLast).succeeded();
  }

  @Test
  void aRunsFieldsAreMeasured() {
    Path out = folder.resolve("measured");
    Answer answer =
        fovea.call("receptive-field", run, "--images", 20, "--out", out, "--lang", "fr");
    assertThat(answer.succeeded().results().get(0)).endsWith("entraîné  non entraîné");
    assertThat(answer.results()).anyMatch(line -> line.matches("conv2 .* 14x14 .* \\d+,\\d .*"));
    assertThat(answer.results()).anyMatch(line -> line.startsWith("mesuré sur 20 images"));
    assertThat(out.resolve("lenet5-receptive-field.svg")).content().contains("14×14, effectif");
    JsonNode node =
        fovea
            .call("receptive-field", run, "--layer", "pool1", "--images", 3, "--out", out, "--json")
            .succeeded()
            .json()
            .get(0);
    for (JsonNode layer : node.path("layers")) {
      assertThat(layer.has("effective_trained"))
          .isEqualTo(layer.path("name").asText().equals("pool1"));
    }
  }

  /** What cannot be seen has no gradient; what can be seen has some. */
  @ParameterizedTest
  @CsvSource({"conv1", "pool1", "conv2", "pool2"})
  void theGradientStaysWithinTheField(String layer) throws IOException {
    DataCatalog catalog = new DataCatalog(folder.resolve("cache"), TransferListener.none());
    try (TrainedModel model = TrainedModel.of(Run.open(run))) {
      ImageSet images = model.testImages(catalog).limit(40);
      EffectiveReceptiveField measured = EffectiveReceptiveField.measure(model, layer, images);
      ReceptiveField field = field(model, layer);
      int top = field.startRow() + field.positions().height() / 2 * field.jump().height();
      int left = field.startColumn() + field.positions().width() / 2 * field.jump().width();
      int seen = 0;
      for (int i = 0; i < measured.gradient().size(); i++) {
        int row = i / measured.width() - top;
        int column = i % measured.width() - left;
        boolean inside =
            row >= 0 && column >= 0 && row < field.size().height() && column < field.size().width();
        if (inside) {
          seen += measured.gradient().get(i) > 0 ? 1 : 0;
        } else {
          assertThat(measured.gradient().get(i)).isZero();
        }
      }
      assertThat(seen).isEqualTo(field.size().area());
      assertThat(measured.side()).isBetween(1.0, (double) field.size().height());
    }
  }

  private static ReceptiveField field(TrainedModel model, String layer) {
    return Summary.of(model.model().network(), model.model().input()).rows().stream()
        .filter(row -> row.name().equals(layer))
        .findFirst()
        .orElseThrow()
        .receptiveField();
  }

  @Test
  void theUntrainedNetworkIsThatOfTheSeed() throws IOException {
    try (TrainedModel trained = TrainedModel.of(Run.open(run));
        TrainedModel untrained = TrainedModel.untrained(Run.open(run));
        TrainedModel again = TrainedModel.untrained(Run.open(run))) {
      assertThat(first(untrained)).isEqualTo(first(again)).isNotEqualTo(first(trained));
    }
  }

  private static List<Float> first(TrainedModel model) {
    var variable = model.model().variables().get(0);
    float[] values = variable.read(variable.values());
    return List.of(values[0], values[1], values[2]);
  }

  @Test
  void whatIsNeitherARunNorANetworkIsRefused() {
    assertThat(fovea.call("receptive-field", "nowhere").failure(Fovea.USAGE))
        .contains("model is 'nowhere'", "cifarnet, convnext_tiny, lenet5", "a run's folder");
  }

  @ParameterizedTest
  @CsvSource({
    "cifarnet --layer conv1, --layer is for a run: nothing is measured of the model cifarnet",
    "cifarnet --images 0, --images is 0: it must be 1 or more",
    "cifarnet --lang de, --lang is 'de': it must be en or fr",
    "RUN --layer conv9, the network lenet5 has no layer 'conv9': choose from conv1",
    "RUN --input 3x8x8, --input is for a model"
  })
  void whatCannotBeIsToldInALine(String words, String message) {
    Object[] all = ("receptive-field " + words.replace("RUN", run.toString())).split(" ");
    Answer answer = fovea.call(all);
    assertThat(answer.status()).isEqualTo(2);
    assertThat(answer.messages()).singleElement().asString().startsWith("fovea: " + message);
  }
}
