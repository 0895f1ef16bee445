package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import fovea.nn.Size;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  static List<Path> exactFiles() throws IOException, URISyntaxException {
    return files().stream().filter(each -> !isLossyWebp(each)).toList();
  }

  static List<Path> lossyWebpFiles() throws IOException, URISyntaxException {
    return files().stream().filter(FormatsTest::isLossyWebp).toList();
  }

  private static Path golden(Path file) {
    return file.resolveSibling(file.getFileName() + ".png");
  }

  private static boolean isLossyWebp(Path file) {
    return file.getFileName().toString().matches("(lossy|rough).*\\.webp");
  }

  @ParameterizedTest
  @MethodSource("exactFiles")
  void filesHaveTheColoursThatPillowGives(Path file) throws IOException {
    int[] pixels = pixels(file);
    int[] wanted = pixels(golden(file));
    assertThat(ImageFiles.size(file, false)).isEqualTo(ImageFiles.size(golden(file), false));
    int largest = 0;
    for (int i = 0; i < wanted.length; i++) {
      for (int shift = 0; shift <= 16; shift += 8) {
        int difference = Math.abs((wanted[i] >> shift & 0xff) - (pixels[i] >> shift & 0xff));
        largest = Math.max(largest, difference);
      }
    }
    assertThat(largest).isLessThanOrEqualTo(file.toString().endsWith(".jpg") ? 1 : 0);
  }

  /**
   * Lossy WebP files store colours at half the resolution. The plug-in repeats them, where libwebp
   * interpolates, and does not smooth the last rows and columns of blocks to the end; so brightness
   * differs by less than a unit on average, but by some at the edges of rough blocks.
   */
  @ParameterizedTest
  @MethodSource("lossyWebpFiles")
  void lossyWebpFilesHaveTheBrightnessThatPillowGives(Path file) throws IOException {
    int[] pixels = pixels(file);
    int[] wanted = pixels(golden(file));
    double brightness = 0;
    double colours = 0;
    for (int i = 0; i < wanted.length; i++) {
      double luma = 0;
      for (int channel = 0; channel < 3; channel++) {
        int difference = (wanted[i] >> (8 * channel) & 0xff) - (pixels[i] >> (8 * channel) & 0xff);
        luma += new double[] {0.114, 0.587, 0.299}[channel] * difference;
        colours += Math.abs(difference) / 3.0;
      }
      brightness += Math.abs(luma);
    }
    assertThat(brightness / wanted.length).isLessThan(0.7);
    assertThat(colours / wanted.length).isLessThan(8); // of images with steep colours
  }

  /** The decoder takes zeros for what is missing, and would go on for as long as it likes. */
  @Test
  void aFileThatEndsEarlyIsRefused(@TempDir Path folder) throws IOException, URISyntaxException {
    byte[] whole = Files.readAllBytes(files().get(0).resolveSibling("lossless.webp"));
    List<String> reasons = new ArrayList<>();
    for (int length = 40; length < whole.length - 10; length += 7) {
      Path part = Files.write(folder.resolve("part.webp"), Arrays.copyOf(whole, length));
      assertThatIOException()
          .as("%s bytes", length)
          .isThrownBy(() -> ImageFiles.load(part))
          .withMessageContaining("part.webp is a damaged image: ")
          .satisfies(e -> reasons.add(e.getMessage()));
    }
    assertThat(reasons).anyMatch(reason -> reason.endsWith("it ends too early"));
  }

  /** The plug-in would take it for opaque. */
  @Test
  void uncompressedTransparencyIsRefusedByName(@TempDir Path folder)
      throws IOException, URISyntaxException {
    Path compressed = files().get(0).resolveSibling("lossy-alpha.webp");
    byte[] bytes = Files.readAllBytes(compressed);
    int start = 30; // behind the RIFF and VP8X headers
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(new String(bytes, start, 4, StandardCharsets.US_ASCII)).isEqualTo("ALPH");
    int end = start + 8 + file.getInt(start + 4) + (file.getInt(start + 4) & 1);
    int pixels = 24 * 17;
    ByteBuffer plain = ByteBuffer.allocate(bytes.length - (end - start) + 8 + pixels + 2);
    plain.order(ByteOrder.LITTLE_ENDIAN).put(bytes, 0, start + 4).putInt(pixels + 1);
    plain.position(plain.position() + pixels + 2).put(bytes, end, bytes.length - end);
    plain.putInt(4, plain.limit() - 8);
    Path rare = Files.write(folder.resolve("rare.webp"), plain.array());
    assertThatIOException()
        .isThrownBy(() -> ImageFiles.load(rare))
        .withMessageContaining("rare.webp is a WebP image of a rare kind (uncompressed");
  }

  @Test
  void animationsAndPagesAreTold() throws IOException, URISyntaxException {
    List<String> several = new ArrayList<>();
    for (Path file : files()) {
      if (SeveralImages.in(Files.readAllBytes(file))) {
        several.add(file.getFileName().toString());
      }
    }
    assertThat(several).containsExactly("moving.gif", "moving.png", "moving.webp", "two.tif");
  }

  /** The answer is kept with the pictures, for when they are not decoded again. */
  @Test
  void anIndexKeepsWhichFilesHaveSeveralImages() throws IOException, URISyntaxException {
    Fit fit = new Fit(Size.of(8), ResizeMode.CROP, false);
    List<Path> files = files();
    PictureDecoder decoder = new PictureDecoder(files, fit, false, TransferListener.none());
    PictureIndex index = decoder.writeTo(OutputStream.nullOutputStream());
    assertThat(index.several().stream().map(each -> files.get(each).getFileName().toString()))
        .containsExactly("moving.gif", "moving.png", "moving.webp", "two.tif");
    assertThat(PictureIndex.read(ByteBuffer.wrap(index.toBytes())).several())
        .isEqualTo(index.several());
  }

  private static int[] pixels(Path file) throws IOException {
    BufferedImage image = ImageFiles.load(file);
    return Rgb.pixels(image);
  }
}
