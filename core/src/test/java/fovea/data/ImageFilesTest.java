package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.management.ThreadMXBean;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFilesTest {

  private static final int SIDE = 16;
  private static final Shape COLOUR = Shape.image(3, SIDE, SIDE);
  private static final Shape GREY = Shape.image(1, SIDE, SIDE);

  @TempDir private Path directory;

  @Test
  void aPngOfTheRightSizeKeepsEveryByte() throws IOException {
    BufferedImage image = noise();
    byte[] bytes = ImageFiles.load(write(image, "png"), COLOUR);
    for (int i = 0; i < SIDE * SIDE; i++) {
      int rgb = image.getRGB(i % SIDE, i / SIDE);
      assertThat(bytes[i]).isEqualTo((byte) (rgb >> 16));
      assertThat(bytes[SIDE * SIDE + i]).isEqualTo((byte) (rgb >> 8));
      assertThat(bytes[2 * SIDE * SIDE + i]).isEqualTo((byte) rgb);
    }
  }

  @Test
  void oneChannelIsTheLuma() throws IOException {
    BufferedImage image = noise();
    byte[] bytes = ImageFiles.load(write(image, "png"), GREY);
    for (int i = 0; i < SIDE * SIDE; i++) {
      int rgb = image.getRGB(i % SIDE, i / SIDE);
      double luma = 0.299 * (rgb >> 16 & 0xff) + 0.587 * (rgb >> 8 & 0xff) + 0.114 * (rgb & 0xff);
      assertThat(bytes[i]).isEqualTo((byte) Math.round(luma));
    }
  }

  /** Pillow's {@code Image.open(file).convert("RGB")} gives the stored grey, too. */
  @ParameterizedTest
  @ValueSource(ints = {DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT})
  void greyWithAnAlphaChannelStaysAsItIsStored(int type) throws IOException {
    BufferedImage image = greyAndAlpha(type, true);
    byte[] bytes = ImageFiles.load(write(image, "png"), GREY);
    for (int i = 0; i < SIDE * SIDE; i++) {
      assertThat(bytes[i]).isEqualTo((byte) i);
    }
  }

  @Test
  void whatIsTransparentBecomesWhite() throws IOException {
    assertThat(ImageFiles.load(write(greyAndAlpha(DataBuffer.TYPE_BYTE, false), "png"), GREY))
        .containsOnly(-1);
    BufferedImage clear = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
    assertThat(ImageFiles.load(write(clear, "png"), COLOUR)).containsOnly(-1);
  }

  /** A wide image with red, green and blue thirds. */
  private static BufferedImage thirds() {
    BufferedImage image = new BufferedImage(24, 8, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 24; x++) {
      for (int y = 0; y < 8; y++) {
        image.setRGB(x, y, 0xff0000 >> (8 * (x / 8)));
      }
    }
    return image;
  }

  @ParameterizedTest
  @CsvSource({
    "CROP, green green green, green green green",
    "SQUASH, red green blue, red green blue",
    "PAD, black black black, red green blue"
  })
  void otherProportionsAreFitted(ResizeMode mode, String firstRow, String middleRow) {
    byte[] bytes = ImageFiles.scale(thirds(), Shape.image(3, 3, 3), mode);
    assertThat(row(bytes, 0)).isEqualTo(firstRow);
    assertThat(row(bytes, 1)).isEqualTo(middleRow);
  }

  /** The colour that dominates in each pixel of a row of three. */
  private static String row(byte[] bytes, int row) {
    List<String> colours = new ArrayList<>();
    for (int i = 3 * row; i < 3 * row + 3; i++) {
      int red = bytes[i] & 0xff;
      int green = bytes[9 + i] & 0xff;
      int blue = bytes[18 + i] & 0xff;
      int most = Math.max(red, Math.max(green, blue));
      colours.add(most == 0 ? "black" : most == red ? "red" : most == green ? "green" : "blue");
    }
    return String.join(" ", colours);
  }

  @Test
  void anImageOfTheRightSizeIsTheSameInEveryModeAndType() {
    BufferedImage image = noise();
    BufferedImage reversed = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_3BYTE_BGR);
    reversed.setData(image.getRaster());
    byte[] bytes = ImageFiles.scale(image, COLOUR, ResizeMode.CROP);
    for (ResizeMode mode : ResizeMode.values()) {
      assertThat(ImageFiles.scale(image, COLOUR, mode)).isEqualTo(bytes);
      assertThat(ImageFiles.scale(reversed, COLOUR, mode)).isEqualTo(bytes);
    }
  }

  @Test
  void ofHugeImagesNotEveryPixelIsDecoded() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(5800, 5800, BufferedImage.TYPE_BYTE_BINARY), "png", out);
    ImageDecoder decoder =
        new ImageDecoder(
            "huge.png", out.toByteArray(), 100_000_000, false, Optional.of(Size.of(32)));
    assertThat(decoder.decode().getWidth()).isEqualTo(2900);
    assertThat(decoder.size()).isEqualTo(Size.of(5800));
  }

  @Test
  void aSparseFileIsRefusedBeforeItIsRead() throws IOException {
    Path file = directory.resolve("sparse.png");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(3L << 30);
    }
    assertThatIOException()
        .isThrownBy(() -> ImageFiles.load(file, COLOUR))
        .withMessage(file + " has more than 1024 MB: image files of at most that much are read");
  }

  @Test
  void aHeaderTellsTheSize() throws IOException {
    Path file = directory.resolve("wide.png");
    ImageIO.write(new BufferedImage(9, 5, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    assertThat(ImageFiles.size(file, false)).isEqualTo(Size.of(5, 9));
    Path text = Files.writeString(directory.resolve("text.png"), "text");
    assertThatIOException()
        .isThrownBy(() -> ImageFiles.size(text, false))
        .withMessage(text + " is not an image: PNG, JPEG, WebP, GIF, BMP and TIFF files are read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void aTruncatedFileIsRefusedByName(String format) throws IOException {
    Path file = write(noise(), format);
    byte[] whole = Files.readAllBytes(file);
    int lastThatMatters = whole.length - (format.equals("png") ? 20 : 2); // checksums, end marks
    for (int length = 0; length < lastThatMatters; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatIOException()
          .as("the first %d bytes of %d", length, whole.length)
          .isThrownBy(() -> ImageFiles.load(file, COLOUR))
          .withMessageContaining(file.toString());
    }
  }

  @Test
  void aTextFileIsNoImage() throws IOException {
    Path file = Files.writeString(directory.resolve("cat.png"), "not a cat at all\n");
    assertThatIOException()
        .isThrownBy(() -> ImageFiles.load(file, COLOUR))
        .withMessage(file + " is not an image: PNG, JPEG, WebP, GIF, BMP and TIFF files are read");
  }

  @Test
  void anImageThatClaimsTooManyPixelsIsRefusedBeforeItIsDecoded() throws IOException {
    Path file = claiming(100_000, 100_000);
    assertThatIOException()
        .isThrownBy(() -> ImageFiles.load(file, COLOUR))
        .withMessageContaining("claiming.png has 100000x100000 pixels");
  }

  @Test
  void anImageThatClaimsMorePixelsThanItsBytesCanHoldIsRefusedBeforeItIsDecoded()
      throws IOException {
    Path file = claiming(9_000, 9_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatIOException()
        .isThrownBy(() -> ImageFiles.load(file, COLOUR))
        .withMessageContaining("claiming.png is a damaged image: its header claims 9000x9000");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
  }

  /** The most that a format holds in few bytes: one colour, in one bit a pixel. */
  @Test
  void aLargeImageOfOneColourIsRead() throws IOException {
    Path file = directory.resolve("white.png");
    BufferedImage white = new BufferedImage(6_000, 6_000, BufferedImage.TYPE_BYTE_BINARY);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      ImageWriteParam smallest = writer.getDefaultWriteParam();
      smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      smallest.setCompressionQuality(0);
      writer.setOutput(out);
      writer.write(null, new IIOImage(white, null, null), smallest);
    } finally {
      writer.dispose();
    }
    assertThat(Files.size(file)).isLessThan(6_000);
    assertThat(ImageFiles.load(file, COLOUR)).containsOnly(0);
  }

  /** A small PNG file whose header says that it has other pixels. */
  private Path claiming(int width, int height) throws IOException {
    byte[] bytes = Files.readAllBytes(write(noise(), "png"));
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.putInt(16, width).putInt(20, height);
    CRC32 check = new CRC32();
    check.update(bytes, 12, 17);
    header.putInt(29, (int) check.getValue());
    return Files.write(directory.resolve("claiming.png"), bytes);
  }

  @Test
  void decodingWritesNoTemporaryFiles() throws IOException {
    Path file = write(noise(), "png");
    Path cache = Files.createDirectory(directory.resolve("cache"));
    ImageIO.setCacheDirectory(cache.toFile());
    try {
      Files.delete(cache); // from here a temporary file is an error
      assertThat(ImageFiles.load(file, COLOUR)).hasSize(COLOUR.elements());
    } finally {
      ImageIO.setCacheDirectory(null);
    }
  }

  private Path write(BufferedImage image, String format) throws IOException {
    Path file = directory.resolve("image." + format);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }

  private static BufferedImage noise() {
    Random random = new Random(3);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIDE * SIDE; i++) {
      image.setRGB(i % SIDE, i / SIDE, random.nextInt());
    }
    return image;
  }

  /** Every grey from 0 to 255, opaque or fully transparent. */
  private static BufferedImage greyAndAlpha(int type, boolean opaque) {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            false,
            ComponentColorModel.TRANSLUCENT,
            type);
    WritableRaster raster = Raster.createInterleavedRaster(type, SIDE, SIDE, 2, null);
    int scale = type == DataBuffer.TYPE_BYTE ? 1 : 257;
    for (int i = 0; i < SIDE * SIDE; i++) {
      raster.setPixel(i % SIDE, i / SIDE, new int[] {i * scale, opaque ? 255 * scale : 0});
    }
    return new BufferedImage(model, raster, false, null);
  }
}
