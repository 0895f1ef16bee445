package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fovea export} and {@code fovea import}. */
class InterchangeCommandTest {

  @TempDir private Path folder;

  private Caller fovea;
  private Path run;
  private Path file;

  @BeforeEach
  void train() {
    fovea = new Caller(folder.resolve("cache"));
    run = folder.resolve("run");
    file = folder.resolve("net.onnx");
    fovea.train(run, "--epochs", 1).succeeded();
    JsonNode check = fovea.call("export", run, "--onnx", file, "--json").succeeded().json().get(0);
    assertThat(check.get("largest_difference").doubleValue()).isLessThan(1e-4);
    assertThat(check.get("largest_score").doubleValue()).isPositive();
  }

  private JsonNode evaluate(Path which) {
    return fovea.call("evaluate", which, "--json").succeeded().json().get(0);
  }

  @Test
  void anImportedRunIsEvaluatedAsItsOriginal() {
    Path back = folder.resolve("back");
    fovea.call("import", file, "--out", back).succeeded();
    assertThat(evaluate(back).get("test_loss")).isEqualTo(evaluate(run).get("test_loss"));
  }

  @Test
  void aFileWithoutMetadataTakesItsDataFromTheFlags() throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    Files.write(file, model.toBuilder().clearMetadataProps().build().toByteArray());
    Path back = folder.resolve("back");
    fovea.call("import", file, "--out", back, "--dataset", "cifar10-mini").succeeded();
    assertThat(evaluate(back).get("test_loss").isNumber()).isTrue();

    Path other = folder.resolve("other");
    assertThat(fovea.call("import", file, "--out", other, "--classes", "a,b").failure(2))
        .isEqualTo("the network has 10 outputs, and there are 2 names of classes");
    assertThat(other).doesNotExist();
  }

  @Test
  void aTruncatedFileIsRefusedAndNothingWritten() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    Path back = folder.resolve("back");
    assertThat(fovea.call("import", file, "--out", back).failure(1))
        .startsWith(file + ": no ONNX file, or a damaged one");
    assertThat(back).doesNotExist();
  }

  @Test
  void theWeightsOfAHubFolderAreAModel() throws IOException {
    Path hub = folder.resolve("hub");
    assertThat(fovea.call("export", run, "--hugging-face", hub).succeeded().results()).hasSize(5);
    JsonNode config = Answer.parse(Files.readString(hub.resolve("config.json")));
    assertThat(config.path("id2label").path("9").asText()).isEqualTo("truck");
    JsonNode images = Answer.parse(Files.readString(hub.resolve("preprocessor_config.json")));
    assertThat(images.path("crop_size").path("height").asInt()).isEqualTo(32);
    assertThat(images.path("image_mean")).hasSize(3);
    String card = Files.readString(hub.resolve("README.md"));
    JsonNode last = fovea.call("evaluate", run, "--json").succeeded().json().get(0);
    assertThat(card)
        .startsWith("---\npipeline_tag: image-classification\n")
        .contains(
            String.format(Locale.ROOT, "| %.2f %% |", 100 * last.path("test_accuracy").asDouble()));
    assertThat(Files.readString(hub.resolve("modeling.py")))
        .contains("(\"conv1\", nn.Conv2d(3, 6, (5, 5), stride=(1, 1)");

    Path picture = folder.resolve("picture.png");
    ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
    assertThat(
            fovea.call("predict", hub.resolve("model.safetensors"), picture).succeeded().results())
        .isEqualTo(fovea.call("predict", run, picture).succeeded().results());
  }

  @Test
  void metricsAreWrittenForOtherPrograms() throws IOException {
    Path csv = folder.resolve("metrics.csv");
    Path events = folder.resolve("events");
    fovea.call("export", run, "--csv", csv, "--tensorboard", events).succeeded();
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("epoch,epochs,learning_rate,train_loss,");
    assertThat(lines.get(1)).startsWith("1,1,0.");
    try (Stream<Path> files = Files.list(events)) {
      assertThat(files).singleElement().asString().contains("events.out.tfevents.");
    }
    assertThat(fovea.call("export", run).failure(2)).contains("--onnx", "--csv");
    assertThat(fovea.call("export", run, "--csv", csv, "--fold").failure(2)).contains("--onnx");
  }

  @Test
  void aTrainingWritesForTensorBoardAndGoesOnDoingSo() throws IOException {
    Path followed = folder.resolve("followed");
    fovea.train(followed, "--epochs", 1, "--tensorboard").succeeded();
    long once = size(followed.resolve("tensorboard"));
    fovea.call("train", "--resume", followed, "--epochs", 2, "--tensorboard").succeeded();
    Path again = folder.resolve("again");
    fovea.call("export", followed, "--tensorboard", again).succeeded();
    assertThat(size(followed.resolve("tensorboard"))).isGreaterThan(once).isEqualTo(size(again));
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return Files.size(files.toList().get(0));
    }
  }

  @Test
  void pyTorchGivesTheWeightsBackToTheBit() {
    Optional<String> python =
        Stream.of("python3", "/usr/bin/python3").filter(this::hasPyTorch).findFirst();
    Assumptions.assumeTrue(
        python.isPresent(), "skipped: no python3 has torch, with which weights would be checked");
    Caller caller = new Caller(folder.resolve("cache"), Map.of("FOVEA_PYTHON", python.get()));
    JsonNode check = caller.call("check", run, "--pytorch", "--json").succeeded().json().get(0);
    assertThat(check.path("changed")).isEmpty();
    assertThat(check.path("parameters").asInt()).isGreaterThanOrEqualTo(10);
    assertThat(check.path("largest_difference").asDouble()).isLessThan(1e-4);
  }

  @Test
  void aPythonWithoutPyTorchIsNamed() {
    Caller caller = new Caller(folder.resolve("cache"), Map.of("FOVEA_PYTHON", "no-such-python"));
    assertThat(caller.call("check", run, "--pytorch").failure(1))
        .isEqualTo(
            "there is no no-such-python: install Python with PyTorch, or name it in FOVEA_PYTHON");
  }

  private boolean hasPyTorch(String python) {
    try {
      return new ProcessBuilder(python, "-c", "import torch")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }
}
