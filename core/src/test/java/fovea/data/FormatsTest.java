package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Image files as Pillow decodes them. The files, and what Pillow gives for each, are made by {@code
 * make.py} beside them.
 */
class FormatsTest {

  private static List<Path> files() throws IOException, URISyntaxException {
    Path folder = Path.of(FormatsTest.class.getResource("formats/make.py").toURI()).getParent();
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(each -> Files.exists(golden(each))).sorted().toList();
    }
  }

  private static Path golden(Path file) {
    return file.resolveSibling(file.getFileName() + ".png");
  }

  /** The largest difference that rounding makes: 0 where values are stored as they are. */
  private static int tolerance(String name) {
    if (name.endsWith(".webp")) {
      return name.contains("lossy") || name.equals("rough.webp") ? 2 : 0;
    }
    return name.endsWith(".jpg") || name.equals("jpeg.tif") ? 1 : 0;
  }

  @ParameterizedTest
  @MethodSource("files")
  void filesHaveTheColoursThatPillowGives(Path file) throws IOException {
    BufferedImage expected = ImageFiles.load(golden(file));
    BufferedImage image = ImageFiles.load(file);
    assertThat(image.getWidth()).isEqualTo(expected.getWidth());
    assertThat(image.getHeight()).isEqualTo(expected.getHeight());
    int largest = 0;
    int[] wanted = Rgb.pixels(expected);
    int[] pixels = Rgb.pixels(image);
    for (int i = 0; i < wanted.length; i++) {
      for (int shift = 0; shift <= 16; shift += 8) {
        int difference = Math.abs((wanted[i] >> shift & 0xff) - (pixels[i] >> shift & 0xff));
        largest = Math.max(largest, difference);
      }
    }
    assertThat(largest).isLessThanOrEqualTo(tolerance(file.getFileName().toString()));
  }
}
