package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.data.DataCatalog;
import fovea.data.ImageSet;
import fovea.data.TransferListener;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands beside training answer. */
class CommandsTest {

  @TempDir private static Path folder;
  private static Path run;
  private static Caller fovea;
  private static ImageSet test;

  @BeforeAll
  static void trainOnce() throws IOException {
    test = new DataCatalog(folder, TransferListener.none()).load("cifar10-mini").test().limit(120);
    run = folder.resolve("run");
    fovea = new Caller(folder.resolve("cache"));
    fovea
        .train(
            run,
            "--epochs",
            4,
            "--lr",
            0.05,
            "--normalize=channel",
            "--limit-train",
            640,
            "--limit-test",
            120)
        .succeeded();
  }

  @Test
  void anEvaluationIsThatOfTheBestEpoch() throws IOException {
    JsonNode best =
        Files.readAllLines(run.resolve("metrics.jsonl")).stream()
            .map(Answer::parse)
            .filter(event -> event.path("event").asText().equals("epoch"))
            .reduce((a, b) -> isBetter(b, a) ? b : a)
            .orElseThrow();

    JsonNode answer = fovea.call("evaluate", run, "--json").succeeded().json().get(0);

    assertThat(Answer.keys(answer))
        .containsExactly(
            "run",
            "checkpoint",
            "epoch",
            "batches",
            "test_loss",
            "test_accuracy",
            "not_finite",
            "precision",
            "recall",
            "f1",
            "top5_accuracy",
            "class_accuracy",
            "class_scores",
            "confusion");
    assertThat(answer.path("recall").asDouble()).isEqualTo(accuracy(answer), within(1e-6));
    assertThat(answer.path("epoch")).isEqualTo(best.path("epoch"));
    assertThat(answer.path("not_finite").asInt()).isZero();
    assertThat(accuracy(answer)).isEqualTo(accuracy(best), within(1e-6));
    assertThat(answer.path("test_loss").asDouble())
        .isEqualTo(best.path("test_loss").asDouble(), within(1e-5));
    assertThat(accuracy(best)).as("better than chance").isGreaterThan(0.13);
  }

  private static boolean isBetter(JsonNode one, JsonNode other) {
    return accuracy(one) > accuracy(other)
        || (accuracy(one) == accuracy(other)
            && one.path("test_loss").asDouble() < other.path("test_loss").asDouble());
  }

  private static double accuracy(JsonNode node) {
    return node.path("test_accuracy").asDouble();
  }

  @Test
  void aConfusionMatrixCountsEachImageOnce() {
    JsonNode answer = fovea.call("evaluate", run, "--json").succeeded().json().get(0);

    int total = 0;
    int right = 0;
    for (int label = 0; label < 10; label++) {
      int row = 0;
      for (JsonNode count : answer.path("confusion").get(label)) {
        row += count.asInt();
      }
      int hits = answer.path("confusion").get(label).get(label).asInt();
      assertThat(row).isEqualTo(12);
      assertThat(classAccuracies(answer).get(label)).isEqualTo(hits / 12.0, within(1e-9));
      total += row;
      right += hits;
    }
    assertThat(total).isEqualTo(120);
    assertThat(accuracy(answer)).isEqualTo(right / 120.0, within(1e-6));
  }

  private static List<Double> classAccuracies(JsonNode answer) {
    return Answer.keys(answer.path("class_accuracy")).stream()
        .map(name -> answer.path("class_accuracy").path(name).asDouble())
        .toList();
  }

  @Test
  void anEvaluationIsATableForPeople() {
    List<String> all = fovea.call("evaluate", run).succeeded().results();
    List<String> lines = all.subList(1, all.size()); // after the checkpoint

    assertThat(lines.get(0)).matches("test loss +\\d\\.\\d{4}");
    assertThat(lines.get(1)).matches("test accuracy +\\d+\\.\\d\\d %");
    assertThat(lines.get(2)).matches("test top-5 accuracy +\\d+\\.\\d\\d %");
    assertThat(lines.subList(3, lines.size())).hasSize(26);
    assertThat(lines.get(4)).matches(" +class +precision +recall +F1 +top-5");
    assertThat(lines.get(5)).matches(" +0 airplane( +\\d+\\.\\d\\d%| +-){4}");
    assertThat(lines.get(15)).matches(" +mean( +\\d+\\.\\d\\d%){4}");
    assertThat(lines.get(19)).matches(" +0 airplane( +\\d+){10}");
    assertThat(lines.get(28)).matches(" +9 truck( +\\d+){10}");
    assertThat(lines).allMatch(line -> line.length() <= 80);
  }

  @Test
  void aClassWithoutTestImagesHasNoAccuracy() {
    Path few = folder.resolve("few");
    fovea.train(few, "--epochs", 1, "--limit-test", 3).succeeded();

    JsonNode json = fovea.call("evaluate", few, "--json").succeeded().json().get(0);
    assertThat(json.path("class_accuracy").path("truck").isNull()).isTrue();
    assertThat(fovea.call("evaluate", few).succeeded().results())
        .anyMatch(line -> line.matches(" +9 truck( +(-|0\\.00%)){4}"))
        .anyMatch(line -> line.matches(" +9 truck( +0){10}"));
  }

  @Test
  void otherTestImagesAreNotedBeforeTheyAreUsed() throws IOException {
    Path damaged = folder.resolve("damaged");
    Files.createDirectory(damaged);
    for (String name : List.of("recipe.yaml", "run.json", "best.safetensors")) {
      Files.copy(run.resolve(name), damaged.resolve(name));
    }
    Path info = damaged.resolve("run.json");
    Files.writeString(info, Files.readString(info).replaceAll("(\"test_checksum\" : \").", "$1x"));

    assertThat(fovea.call("evaluate", damaged).failure(1)).contains("cifar10-mini", "checksum");

    Files.writeString(info, "{}");
    assertThat(fovea.call("evaluate", damaged).failure(1))
        .contains("run.json is damaged: it has no 'fovea'");
    Files.writeString(info, "# caf\u00e9\n{}", StandardCharsets.ISO_8859_1);
    assertThat(fovea.call("evaluate", damaged).failure(1))
        .contains("run.json, line 1: the byte 0xE9 is not UTF-8");
    Files.writeString(info, "{");
    assertThat(fovea.call("evaluate", damaged).failure(1)).contains("run.json is damaged");
    Files.delete(info);
    assertThat(fovea.call("evaluate", damaged).failure(1)).contains("run.json");
  }

  @Test
  void aFieldOfALaterVersionIsKeptAndPassedOver() throws IOException {
    Path later = folder.resolve("later");
    new Caller(folder.resolve("cache")).train(later, "--epochs", 1).succeeded();
    Path info = later.resolve("run.json");
    Files.writeString(info, Files.readString(info).replaceFirst("\\{", "{\"mood\": [\"good\"],"));

    fovea.call("evaluate", later).succeeded();
    fovea.call("train", "--resume", later, "--epochs", 2).succeeded();
    JsonNode again = Answer.parse(Files.readString(info));
    assertThat(again.path("mood").path(0).asText()).isEqualTo("good");
    assertThat(again.path("version").asInt()).isEqualTo(2);
  }

  @Test
  void anEvaluationNamesItsCheckpoint() {
    assertThat(fovea.call("evaluate", run).succeeded().results().get(0))
        .matches("best\\.safetensors, epoch \\d+: the epoch with the highest accuracy on .*");
    assertThat(fovea.call("evaluate", run, "--last").succeeded().results().get(0))
        .matches("last\\.safetensors, epoch \\d+");
    assertThat(
            fovea
                .call("evaluate", run, "--last", "--json")
                .succeeded()
                .json()
                .get(0)
                .path("checkpoint")
                .asText())
        .isEqualTo("last.safetensors");
  }

  @Test
  void aPredictionRanksTheClassesOfAnImage() throws IOException {
    Path image = picture(0);

    List<String> lines = fovea.call("predict", run, image, "--top", 2).succeeded().results();

    assertThat(lines).hasSize(3).first().isEqualTo(image.toString());
    assertThat(lines.subList(1, 3)).allMatch(line -> line.matches("  [a-z]+ +\\d+\\.\\d\\d%"));
  }

  /** The name would be that of a file of arguments. */
  @Test
  void aFileWhoseNameBeginsWithAnAtIsAnImage() throws IOException {
    Path working = Path.of("@x.png"); // without a folder, as a user in its folder names it
    try {
      ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", working.toFile());
      assertThat(fovea.call("predict", run, "@x.png", "--top", 1).succeeded().results())
          .first()
          .isEqualTo("@x.png");
    } finally {
      Files.deleteIfExists(working);
    }
  }

  @Test
  void predictionsAgreeWithTheEvaluation() throws IOException {
    List<Object> words = new ArrayList<>(List.of("predict", run, "--json", "--top=10"));
    for (int i = 0; i < 120; i++) {
      words.add(picture(i));
    }

    List<JsonNode> answers = fovea.call(words.toArray()).succeeded().json();

    int hits = 0;
    for (int i = 0; i < 120; i++) {
      assertThat(Answer.keys(answers.get(i))).containsExactly("image", "predictions");
      JsonNode predictions = answers.get(i).path("predictions");
      assertThat(predictions).hasSize(10);
      double sum = 0;
      double before = 1;
      for (JsonNode prediction : predictions) {
        double probability = prediction.path("probability").asDouble();
        assertThat(Answer.keys(prediction)).containsExactly("class", "probability");
        assertThat(probability).isBetween(0.0, before);
        before = probability;
        sum += probability;
      }
      assertThat(sum).isEqualTo(1, within(1e-9));
      String label = test.classes().get(test.label(i));
      hits += predictions.get(0).path("class").asText().equals(label) ? 1 : 0;
    }
    JsonNode evaluation = fovea.call("evaluate", run, "--json").succeeded().json().get(0);
    assertThat(hits / 120.0).isEqualTo(accuracy(evaluation), within(1e-6));
  }

  @Test
  void imagesThatCannotBeReadDoNotKeepOthersFromTheirAnswer() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no picture");
    Path cut = folder.resolve("cut.png");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(picture(1)), 60));
    Path missing = folder.resolve("missing.png");
    Path directory = Files.createDirectories(folder.resolve("pictures"));

    Answer answer =
        fovea.call("predict", run, text, picture(1), missing, cut, directory, picture(2));

    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.results()).hasSize(8).contains(picture(1).toString(), picture(2).toString());
    assertThat(answer.messages()).hasSize(4);
    assertThat(answer.messages().get(0))
        .isEqualTo(
            "fovea: %s is not an image: PNG, JPEG, WebP, GIF, BMP and TIFF files are read", text);
    assertThat(answer.messages().get(1)).isEqualTo("fovea: there is no file " + missing);
    assertThat(answer.messages().get(2)).startsWith("fovea: " + cut + " is a damaged image: ");
    assertThat(answer.messages().get(3)).startsWith("fovea: " + directory + " is a directory");
  }

  /** A test image of cifar10-mini as a PNG file. */
  private static Path picture(int index) throws IOException {
    byte[] pixels = new byte[3 * 32 * 32];
    test.copy(index, pixels);
    BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 32 * 32; i++) {
      int red = pixels[i] & 0xff;
      int green = pixels[1024 + i] & 0xff;
      int blue = pixels[2048 + i] & 0xff;
      picture.setRGB(i % 32, i / 32, red << 16 | green << 8 | blue);
    }
    Path file = folder.resolve("picture-" + index + ".png");
    ImageIO.write(picture, "png", file.toFile());
    return file;
  }

  static List<Arguments> totals() {
    return List.of(
        arguments("lenet5", 61_706L),
        arguments("cifarnet", 1_191_170L),
        arguments("resnet20", 272_474L),
        arguments("vgg16", 138_357_544L));
  }

  @ParameterizedTest
  @MethodSource("totals")
  void aSummaryAddsUp(String model, long parameters) {
    JsonNode summary = fovea.call("summary", model, "--json").succeeded().json().get(0);

    assertThat(Answer.keys(summary))
        .startsWith("model", "input", "layers", "parameters", "multiply_adds");
    assertThat(summary.path("model").asText()).isEqualTo(model);
    assertThat(summary.path("parameters").asLong()).isEqualTo(parameters);
    long sum = 0;
    long multiplyAdds = 0;
    for (JsonNode layer : summary.path("layers")) {
      assertThat(Answer.keys(layer))
          .startsWith("name", "type", "output", "parameters", "multiply_adds", "receptive_field");
      sum += layer.path("parameters").asLong();
      multiplyAdds += layer.path("multiply_adds").asLong();
    }
    assertThat(sum).isEqualTo(parameters);
    assertThat(multiplyAdds).isEqualTo(summary.path("multiply_adds").asLong());
  }

  @Test
  void theFirstLayerOfTheLabsNetworkIsAsTheDesignSaysIt() {
    JsonNode summary = fovea.call("summary", "cifarnet", "--json").succeeded().json().get(0);

    assertThat(summary.path("input")).hasToString("[3,32,32]");
    assertThat(summary.path("layers").get(0).toString())
        .startsWith(
            "{\"name\":\"conv1\",\"type\":\"Conv2d\",\"output\":[32,32,32],\"parameters\":2432,"
                + "\"multiply_adds\":2457600,\"receptive_field\":[5,5]");
  }

  @Test
  void aSummaryIsATableForPeople() {
    List<String> lines =
        fovea.call("summary", "cifarnet", "--batch-norm", "--dropout=0.5").succeeded().results();

    assertThat(lines.get(0).trim())
        .matches("layer +type +output +parameters +share +multiply-adds +share +field +memory");
    assertThat(lines).extracting(String::length).containsOnly(lines.get(0).length());
    assertThat(lines).anyMatch(line -> line.contains("BatchNorm2d"));
    assertThat(lines).anyMatch(line -> line.contains("Dropout"));
    assertThat(lines).last().asString().startsWith("total ");
  }

  @Test
  void aSummaryTakesAnotherInputAndOtherClasses() {
    JsonNode summary =
        fovea
            .call("summary", "lenet5", "--input", "3x32x32", "--classes", 4, "--json")
            .succeeded()
            .json()
            .get(0);

    assertThat(summary.path("input")).hasToString("[3,32,32]");
    JsonNode layers = summary.path("layers");
    assertThat(layers.get(layers.size() - 1).path("output")).hasToString("[4]");
  }

  @Test
  void aMeasurementHasTheKeysOfTheDesign() {
    JsonNode answer =
        fovea
            .call("bench", "lenet5", "--batch", 8, "--steps", 2, "--precision", "f32", "--json")
            .succeeded()
            .json()
            .get(0);

    assertThat(Answer.keys(answer))
        .startsWith(
            "model",
            "precision",
            "batch",
            "threads",
            "train_step_ms",
            "train_images_per_second",
            "inference_images_per_second");
    assertThat(answer.path("model").asText()).isEqualTo("lenet5");
    assertThat(answer.path("precision").asText()).isEqualTo("f32");
    assertThat(answer.path("batch").asInt()).isEqualTo(8);
    assertThat(answer.path("train_images_per_second").asDouble())
        .isEqualTo(8000 / answer.path("train_step_ms").asDouble(), within(200.0));
    assertThat(answer.path("train_share_of_peak").asDouble())
        .isEqualTo(
            answer.path("train_gflops").asDouble() / answer.path("peak_gflops").asDouble(),
            within(0.02));
  }

  @Test
  void aMeasurementTellsPeopleItsKernels() {
    List<String> lines =
        fovea
            .call("bench", "lenet5", "--batch", 4, "--steps", 1, "--precision", "f32", "--profile")
            .succeeded()
            .results();

    assertThat(lines.get(0)).matches("lenet5, onednn.* engine, f32, batch 4, \\d+ threads");
    assertThat(lines).anyMatch(line -> line.startsWith("training "));
    assertThat(lines).anyMatch(line -> line.startsWith("inference "));
    assertThat(lines).anyMatch(line -> line.matches("peak of the machine +[\\d,]+ GFLOP/s.*"));
    assertThat(lines).anyMatch(line -> line.matches("conv1( +[\\d.]+){3}")); // the layer
    assertThat(lines).anyMatch(line -> line.matches("conv1 +forward .* +[\\d.]+ +\\d+"));
  }

  @Test
  void bothKindsOfDeviationAreShown() {
    JsonNode info = fovea.call("data", "info", "cifar10-mini", "--json").succeeded().json().get(0);

    assertThat(info.path("train_images").asInt()).isEqualTo(640);
    assertThat(info.path("test_images").asInt()).isEqualTo(200);
    assertThat(info.path("train_counts")).hasSize(10).allMatch(count -> count.asInt() == 64);
    for (int channel = 0; channel < 3; channel++) {
      assertThat(info.path("standard_deviation").get(channel).asDouble()).isBetween(0.23, 0.28);
      assertThat(info.path("mean_image_standard_deviation").get(channel).asDouble())
          .isBetween(0.18, 0.22);
    }
    assertThat(fovea.call("data", "info", "cifar10-mini").succeeded().results())
        .contains("cifar10-mini: images of 3x32x32, 640 for training and 200 for test")
        .anyMatch(line -> line.matches(" +mean 0.* deviation( 0\\.2[3-8]\\d\\d){3}"))
        .anyMatch(
            line -> line.matches(" +mean 0.* deviation( 0\\.(18|19|20|21)\\d\\d){3} .unbiased .*"));
  }

  @Test
  void theSmallSetNeedsNoFetching() {
    assertThat(fovea.call("data", "fetch", "cifar10-mini").succeeded().results())
        .containsExactly("cifar10-mini is available: 640 training and 200 test images");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "train",
        "evaluate",
        "predict",
        "summary",
        "receptive-field",
        "arithmetic",
        "bench",
        "data",
        "data fetch",
        "data info"
      })
  void helpShowsExamples(String command) {
    Answer answer = fovea.call((Object[]) (command + " --help").trim().split(" "));

    assertThat(answer.succeeded().messages()).isEmpty();
    assertThat(String.join("\n", answer.results()))
        .contains(("Usage: fovea " + command).trim(), "Example", "\n  fovea " + command);
    assertThat(answer.results()).allMatch(line -> line.length() <= 80, "at most 80 columns");
  }

  @Test
  void theVersionIsTold() {
    assertThat(fovea.call("--version").succeeded().results())
        .singleElement()
        .asString()
        .matches("fovea \\S+ \\(\\S+\\)");
  }
}
