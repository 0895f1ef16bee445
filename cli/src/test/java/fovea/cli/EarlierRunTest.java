package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run of commit 957764d, before runs held their network as text: {@code fovea train --dataset
 * cifar10-mini --model lenet5 --epochs 1 --seed 1}. Its files are as they were written, but for the
 * weights, which are other numbers here. (Runs with limits of that time saw other images.)
 */
class EarlierRunTest {

  @TempDir private Path folder;
  private Path run;
  private Caller fovea;

  @BeforeEach
  void write() throws IOException {
    run = Files.createDirectories(folder.resolve("earlier"));
    fovea = new Caller(folder.resolve("cache"));
    for (String name : List.of("recipe.yaml", "run.json", "metrics.jsonl")) {
      Files.write(run.resolve(name), resource(name));
    }
    byte[] header = resource("checkpoint.json");
    int values = length(header) / Float.BYTES;
    ByteBuffer checkpoint =
        ByteBuffer.allocate(Long.BYTES + header.length + values * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .put(header);
    for (int i = 0; i < values; i++) {
      checkpoint.putFloat(0.001f + 0.0001f * (i * 31 % 17)); // above 0, as variances are
    }
    Files.write(run.resolve("best.safetensors"), checkpoint.array());
    Files.write(run.resolve("last.safetensors"), checkpoint.array());
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = EarlierRunTest.class.getResourceAsStream("earlier-run/" + name)) {
      return in.readAllBytes();
    }
  }

  /** Where the values of the last tensor end. */
  private static int length(byte[] header) throws IOException {
    int end = 0;
    for (JsonNode tensor :
        new ObjectMapper().readTree(new String(header, StandardCharsets.UTF_8))) {
      end = Math.max(end, tensor.path("data_offsets").path(1).asInt());
    }
    return end;
  }

  @Test
  void itIsEvaluatedAndExplained() throws IOException {
    JsonNode evaluated = fovea.call("evaluate", run, "--json").succeeded().json().get(0);
    assertThat(evaluated.path("test_accuracy").isNumber()).isTrue();
    Path image = folder.resolve("image.png");
    ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", image.toFile());
    JsonNode predicted = fovea.call("predict", run, image, "--json").succeeded().json().get(0);
    assertThat(predicted.path("predictions")).hasSize(3);
    assertThat(fovea.call("summary", run).failure(Fovea.USAGE)).contains("the zoo's lenet5");
    fovea.call("receptive-field", run, "--out", folder.resolve("field")).succeeded();
    fovea.call("explain", run, "--out", folder.resolve("figures")).succeeded();
    assertThat(folder.resolve("figures")).isDirectoryContaining("glob:**/*.png");
  }

  @Test
  void itGoesOnAndIsCompared() throws IOException {
    fovea.call("train", "--resume", run, "--epochs", 2).succeeded();
    assertThat(Files.readString(run.resolve("metrics.jsonl"))).contains("\"epoch\":2");
    Path other = folder.resolve("other");
    fovea.call("train", "--dataset", "cifar10-mini", "--epochs", 1, "--out", other).succeeded();
    fovea.call("lab", "compare", run, other, "--out", folder.resolve("compared")).succeeded();
  }
}
