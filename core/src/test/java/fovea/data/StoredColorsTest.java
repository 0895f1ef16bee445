package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import fovea.nn.Shape;
import fovea.nn.Size;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Colours and orientation of files against Pillow 12.3 with libjpeg-turbo. The two images of 8 x 8
 * pixels are {@code Image.fromarray(a)} and {@code Image.fromarray(a, "CMYK")} with {@code a[y, x,
 * k] = 40 + 20 k + (x (5 + k) + y (3 + 2 k)) % 150}, saved with {@code quality=75, subsampling=0,
 * optimize=True}, without their APPn segments. The golden values are those of {@code
 * Image.open(file).convert("RGB")} at (0, 0), (7, 2) and (3, 6).
 */
class StoredColorsTest {

  private static final String RGB =
      "/9j/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4z"
          + "NDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIy"
          + "MjL/wAARCAAIAAgDAREAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAABv/EABgQAAIDAAAAAAAAAAAAAAAAAAAEBSEx"
          + "/8QAFAEBAAAAAAAAAAAAAAAAAAAABf/EABYRAAMAAAAAAAAAAAAAAAAAAAABAv/aAAwDAQACEQMRAD8AORqOUJKA90f/"
          + "2Q==";
  private static final String INKS =
      "/9j/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4z"
          + "NDL/wAAUCAAIAAgEQxEATREAWREASxEA/8QAFgABAQEAAAAAAAAAAAAAAAAABgIF/8QAGhAAAgIDAAAAAAAAAAAAAAAA"
          + "AAUEISIxMv/aAA4EQwBNAFkASwAAPwB3Pk7s3WU/dktWvWQecO+sj//Z";

  /** A lossless WebP file of two rows with the greys 1 to 6. */
  private static final String GREYS =
      "UklGRiYAAABXRUJQVlA4TBkAAAAvAkAAAC+QmfMfAdS0bcCGOv9yakT/Y3oBAA==";

  @TempDir private Path folder;

  private static byte[] decoded(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  /** A JPEG file with one more segment in front of the others. */
  private static byte[] segmented(byte[] file, int marker, byte[] data) {
    return ByteBuffer.allocate(file.length + data.length + 4)
        .put(file, 0, 2)
        .put((byte) 0xff)
        .put((byte) marker)
        .putShort((short) (data.length + 2))
        .put(data)
        .put(file, 2, file.length - 2)
        .array();
  }

  private static byte[] adobe(byte[] file, int transform) {
    byte[] data = "Adobe\0d\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII);
    data[11] = (byte) transform;
    return segmented(file, 0xee, data);
  }

  /** A JPEG file whose three components have other names. */
  private static byte[] named(byte[] file, String names) {
    byte[] copy = file.clone();
    for (int i = 0; i + 10 < copy.length; i++) {
      int marker = (copy[i] & 0xff) == 0xff ? copy[i + 1] & 0xff : 0;
      int first = marker == 0xc0 ? i + 10 : marker == 0xda ? i + 5 : 0;
      for (int k = 0; k < 3 && first > 0; k++) {
        copy[first + k * (marker == 0xc0 ? 3 : 2)] = (byte) names.charAt(k);
      }
    }
    return copy;
  }

  private static byte[] variant(String name) {
    return switch (name) {
      case "named 123" -> decoded(RGB);
      case "named 012" -> named(decoded(RGB), "\0\1\2");
      case "named RGB" -> named(decoded(RGB), "RGB");
      case "Adobe 0" -> adobe(decoded(RGB), 0);
      case "Adobe 1" -> adobe(decoded(RGB), 1);
      case "damaged profile" ->
          segmented(
              decoded(RGB), 0xe2, "ICC_PROFILE\0\1\0xxxx".getBytes(StandardCharsets.US_ASCII));
      case "inks" -> decoded(INKS);
      case "inks, Adobe 0" -> adobe(decoded(INKS), 0);
      case "inks, Adobe 2" -> adobe(decoded(INKS), 2);
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "named 123       | 283e53 51708c 4a6c91",
        "named 012       | 283e53 51708c 4a6c91",
        "named RGB       | 3a8e73 6a936e 66986c",
        "Adobe 0         | 3a8e73 6a936e 66986c",
        "Adobe 1         | 283e53 51708c 4a6c91",
        "damaged profile | 283e53 51708c 4a6c91",
        "inks            | 807468 372e24 362b21",
        "inks, Adobe 0   | 807468 372e24 362b21",
        "inks, Adobe 2   | 003a00 211810 1d140b"
      })
  void jpegFilesHaveTheColoursThatPillowGives(String name, String colours) throws IOException {
    BufferedImage image = ImageFiles.load(Files.write(folder.resolve("image.jpg"), variant(name)));
    assertThat(
            String.format(
                Locale.ROOT,
                "%06x %06x %06x",
                image.getRGB(0, 0) & 0xffffff,
                image.getRGB(7, 2) & 0xffffff,
                image.getRGB(3, 6) & 0xffffff))
        .isEqualTo(colours);
  }

  @Test
  void rareKindsOfJpegAreRefusedByName() throws IOException {
    byte[] arithmetic = decoded(RGB);
    for (int i = 0; i + 1 < arithmetic.length; i++) {
      if ((arithmetic[i] & 0xff) == 0xff && (arithmetic[i + 1] & 0xff) == 0xc0) {
        arithmetic[i + 1] = (byte) 0xc9;
      }
    }
    Path file = Files.write(folder.resolve("rare.jpg"), arithmetic);
    assertThatIOException()
        .isThrownBy(() -> ImageFiles.load(file))
        .withMessageContaining("rare.jpg is a JPEG image of a rare kind");
  }

  /** A TIFF file of two greys. */
  static byte[] tiff(int bits, int format, byte... greys) {
    int[][] entries = {
      {256, 2},
      {257, 1},
      {258, bits},
      {262, 1},
      {273, 110},
      {277, 1},
      {279, greys.length},
      {339, format}
    };
    ByteBuffer file = ByteBuffer.allocate(110 + greys.length);
    file.put((byte) 'M').put((byte) 'M').putShort((short) 42).putInt(8);
    file.putShort((short) entries.length);
    for (int[] entry : entries) {
      file.putShort((short) entry[0]).putShort((short) 3).putInt(1).putInt(entry[1] << 16);
    }
    return file.position(110).put(greys).array();
  }

  @ParameterizedTest
  @CsvSource({
    "32, 3, 32-bit floats",
    "16, 3, 16-bit floats",
    "32, 1, 32-bit integers",
    "6, 1, 6-bit integers",
    "16, 2, signed 16-bit integers",
    "64, 6, complex numbers"
  })
  void tiffFilesOfOtherNumbersAreRefusedByName(int bits, int format, String what)
      throws IOException {
    Path file = Files.write(folder.resolve("depth.tif"), tiff(bits, format, new byte[16]));
    assertThatIOException()
        .isThrownBy(() -> ImageFiles.load(file))
        .withMessage(
            "%s is a TIFF image of %s: convert it to 8 or 16 bits per channel", file, what);
  }

  /** Two greys of {@code 0xa..} and {@code 0x5..}, of which the high 8 bits count. */
  @Test
  void ofTiffFilesBetweenEightAndSixteenBitsTheHighByteIsTaken() throws IOException {
    byte[] twelve = {(byte) 0xa1, 0x25, 0x34};
    byte[] ten = {(byte) 0b10100001, (byte) 0b10_010100, (byte) 0b1111_0000};
    byte[] sixteen = {(byte) 0xa1, 0x02, 0x53, 0x04};
    for (byte[] file : List.of(tiff(12, 1, twelve), tiff(10, 1, ten), tiff(16, 1, sixteen))) {
      BufferedImage image = ImageFiles.load(Files.write(folder.resolve("depth.tif"), file));
      assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(0xa1a1a1);
      assertThat(image.getRGB(1, 0) & 0xffffff).isEqualTo(0x535353);
    }
  }

  /** The EXIF data of an orientation, big-endian or little-endian. */
  private static byte[] exif(int orientation, boolean little) {
    ByteBuffer data = ByteBuffer.allocate(26);
    data.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    data.put((byte) (little ? 'I' : 'M')).put((byte) (little ? 'I' : 'M'));
    data.putShort((short) 42).putInt(8).putShort((short) 1);
    data.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    return data.array();
  }

  /** A PNG file of two rows with three greys. */
  private static byte[] png() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 6; i++) {
      image.setRGB(i % 3, i / 3, (i + 1) * 0x010101);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** A chunk of a PNG file. */
  private static byte[] chunk(String type, byte[] data) {
    CRC32 check = new CRC32();
    check.update(type.getBytes(StandardCharsets.US_ASCII));
    check.update(data);
    return ByteBuffer.allocate(data.length + 12)
        .putInt(data.length)
        .put(type.getBytes(StandardCharsets.US_ASCII))
        .put(data)
        .putInt((int) check.getValue())
        .array();
  }

  /** A PNG file with more chunks at a place. */
  private static byte[] with(byte[] png, int place, byte[] chunks) {
    return ByteBuffer.allocate(png.length + chunks.length)
        .put(png, 0, place)
        .put(chunks)
        .put(png, place, png.length - place)
        .array();
  }

  private static byte[] prefixed(byte[] exif) {
    return ByteBuffer.allocate(exif.length + 6)
        .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
        .put(exif)
        .array();
  }

  /** A WebP file of the same greys, with EXIF data. */
  private static byte[] webp(byte[] exif) {
    byte[] plain = decoded(GREYS);
    ByteBuffer file = ByteBuffer.allocate(plain.length + 26 + exif.length);
    file.order(ByteOrder.LITTLE_ENDIAN).put(plain, 0, 4).putInt(file.limit() - 8);
    file.put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(8); // has EXIF data
    file.put(new byte[] {2, 0, 0, 1, 0, 0}).put(plain, 12, plain.length - 12);
    return file.put("EXIF".getBytes(StandardCharsets.US_ASCII))
        .putInt(exif.length)
        .put(exif)
        .array();
  }

  private static List<byte[]> turned(int orientation) throws IOException {
    byte[] little = exif(orientation, true);
    byte[] big = exif(orientation, false);
    byte[] png = png();
    int header = 33;
    int end = png.length - 12;
    byte[] large = new byte[1 << 18]; // more than the first part of a file that is looked at
    return List.of(
        with(png, header, chunk("eXIf", little)),
        with(png, header, chunk("eXIf", big)),
        with(with(png, end, chunk("eXIf", big)), header, chunk("prVt", large)),
        webp(little),
        webp(prefixed(big)));
  }

  /** Against {@code ImageOps.exif_transpose}. */
  @ParameterizedTest
  @CsvSource({
    "1, 3, 123456",
    "2, 3, 321654",
    "3, 3, 654321",
    "4, 3, 456123",
    "5, 2, 142536",
    "6, 2, 415263",
    "7, 2, 635241",
    "8, 2, 362514",
    "9, 3, 123456"
  })
  void imagesAreTurnedUpright(int orientation, int width, String greys) throws IOException {
    for (byte[] content : turned(orientation)) {
      Path file = Files.write(folder.resolve("turned"), content);
      BufferedImage image = ImageFiles.load(file);
      assertThat(image.getWidth()).isEqualTo(width);
      StringBuilder found = new StringBuilder();
      for (int i = 0; i < 6; i++) {
        found.append(image.getRGB(i % width, i / width) & 0xff);
      }
      assertThat(found).hasToString(greys);
      assertThat(ImageFiles.size(file, false)).isEqualTo(Size.of(6 / width, width));
      assertThat(ImageFiles.size(file, true)).isEqualTo(Size.of(2, 3));
      assertThat(ImageFiles.load(file, true).getWidth()).isEqualTo(3);
    }
  }

  /** A BigTIFF file of two rows with three greys. */
  private static byte[] bigTiff(int orientation) {
    int[][] entries = {
      {256, 3}, {257, 2}, {258, 8}, {262, 1}, {273, 188}, {274, orientation}, {277, 1}, {279, 6}
    };
    ByteBuffer file = ByteBuffer.allocate(194).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'I')
        .put((byte) 'I')
        .putShort((short) 43)
        .putShort((short) 8)
        .putShort((short) 0);
    file.putLong(16).putLong(entries.length);
    for (int[] entry : entries) {
      file.putShort((short) entry[0]).putShort((short) 3).putLong(1).putLong(entry[1]);
    }
    return file.position(188).put(new byte[] {1, 2, 3, 4, 5, 6}).array();
  }

  @Test
  void aBigTiffFileIsTurnedUpright() throws IOException {
    Path file = Files.write(folder.resolve("turned.tif"), bigTiff(6));
    BufferedImage image = ImageFiles.load(file);
    assertThat(image.getRGB(0, 0) & 0xff).isEqualTo(4);
    assertThat(image.getRGB(1, 2) & 0xff).isEqualTo(3);
    assertThat(ImageFiles.size(file, false)).isEqualTo(Size.of(3, 2));
  }

  @Test
  void aTurnedPhotographIsUprightInADataSet() throws IOException {
    byte[] photo = segmented(decoded(RGB), 0xe1, prefixed(exif(6, false)));
    Path file = Files.write(folder.resolve("photo.jpg"), photo);
    Shape shape = Shape.image(3, 8, 8);
    byte[] upright = ImageFiles.load(file, shape);
    byte[] stored = ImageFiles.load(file, shape, new ImageOptions(ResizeMode.CROP, true));
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        assertThat(upright[8 * x + 7 - y]).isEqualTo(stored[8 * y + x]);
      }
    }
  }
}
