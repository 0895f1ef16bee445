package fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SymmetryCommandTest {

  @TempDir private Path folder;

  private final Caller fovea = new Caller(Path.of("target", "no-cache"));

  /** Writes bars on the left or on the right: each class is the mirror image of the other. */
  private Path sides() throws IOException {
    for (String side : new String[] {"left", "right"}) {
      Path images = Files.createDirectories(folder.resolve("images").resolve(side));
      for (int i = 0; i < 20; i++) {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < 16; row++) {
          int column = (side.equals("left") ? 1 : 13) + i % 2;
          image.setRGB(column, row, new Color(200 + i, 200, 200).getRGB());
        }
        ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
      }
    }
    return folder.resolve("images");
  }

  private Path trained(Object... more) throws IOException {
    Path run = folder.resolve("run");
    Object[] words = {
      "train",
      "baseline",
      "--model",
      "lenet5",
      "--dataset",
      sides(),
      "--epochs",
      30,
      "--lr",
      0.05,
      "--momentum",
      0.9,
      "--batch-size",
      8,
      "--normalize",
      "channel",
      "--out",
      run
    };
    fovea.call(Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray()).succeeded();
    return run;
  }

  @Test
  void classesThatMirrorEachOtherAreTakenForEachOther() throws IOException {
    Path run = trained();

    JsonNode node = fovea.call("symmetry", run, "--json").succeeded().json().get(0);

    assertThat(node.path("accuracy").asDouble()).isEqualTo(1);
    assertThat(node.path("mirrored_accuracy").asDouble()).isLessThan(0.5);
    assertThat(node.path("trained_with_flips").asBoolean()).isFalse();
    assertThat(node.path("classes"))
        .allSatisfy(
            each ->
                assertThat(each.path("mirrored_taken_for").asText())
                    .isNotEqualTo(each.path("class").asText()));
    assertThat(ImageIO.read(run.resolve("symmetry.png").toFile()).getHeight()).isGreaterThan(880);
    assertThat(Files.readString(run.resolve("symmetry.svg")))
        .contains("rgb(0,114,178)", "rgb(213,94,0)");
    assertThat(fovea.call("symmetry", run, "--lang", "fr").succeeded().results())
        .anyMatch(line -> line.matches("(left|right) .*100,0 % .* -\\d+,\\d .*"))
        .anyMatch(line -> line.contains("n'a jamais vu d'image retournée"));
  }

  @Test
  void whatIsNoRunIsRefused() {
    assertThat(fovea.call("symmetry", folder).failure(1)).contains("is no run");
    assertThat(fovea.call("symmetry", folder, "--lang", "de").failure(2)).contains("en or fr");
  }
}
