package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.nn.Shape;
import fovea.nn.Size;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DecodersTest {

  private static final List<String> CLASSES = List.of("a", "b", "c");

  @TempDir private Path folder;

  private static void assertRefused(ThrowingCallable call, String... reasons) {
    assertThatThrownBy(call)
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(reasons)
        .message()
        .doesNotContain("\n");
  }

  private static byte[] idxImages(int count, int height, int width, int bytes) {
    return ByteBuffer.allocate(16 + bytes)
        .putInt(0x803)
        .putInt(count)
        .putInt(height)
        .putInt(width)
        .array();
  }

  private static byte[] idxLabels(int... labels) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + labels.length).putInt(0x801).putInt(labels.length);
    for (int label : labels) {
      bytes.put((byte) label);
    }
    return bytes.array();
  }

  private static ImageSet idx(byte[] images, byte[] labels) throws IOException {
    return Idx.read(
        "digits", new ByteArrayInputStream(images), new ByteArrayInputStream(labels), CLASSES);
  }

  @Test
  void idxFilesAreRead() throws IOException {
    byte[] images = idxImages(2, 2, 3, 12);
    images[16 + 6] = (byte) 250;
    ImageSet set = idx(images, idxLabels(2, 0));
    assertThat(set.shape()).isEqualTo(Shape.image(1, 2, 3));
    assertThat(set.label(0)).isEqualTo(2);
    byte[] second = new byte[6];
    set.copy(1, second);
    assertThat(second).containsExactly(250, 0, 0, 0, 0, 0);
  }

  static Stream<Arguments> damagedIdx() {
    byte[] good = idxImages(2, 2, 3, 12);
    byte[] labels = idxLabels(2, 0);
    return Stream.of(
        Arguments.of("empty", new byte[0], labels, "truncated in its header"),
        Arguments.of("text", "hello, this is text".getBytes(StandardCharsets.UTF_8), labels, "IDX"),
        Arguments.of("truncated", Arrays.copyOf(good, 20), labels, "4 bytes of 12"),
        Arguments.of("too long", Arrays.copyOf(good, 40), labels, "longer than its header says"),
        Arguments.of("2^31 images", idxImages(Integer.MIN_VALUE, 2, 3, 12), labels, "2147483648"),
        Arguments.of("no image", idxImages(0, 2, 3, 0), labels, "dimension of 0"),
        Arguments.of("wide images", idxImages(2, 2, 100_000, 12), labels, "dimension of 100000"),
        Arguments.of(
            "huge", idxImages(9_000_000, 4_000, 4_000, 12), labels, "do not fit into 2 GiB"),
        Arguments.of("missing labels", good, idxLabels(1), "2 images but 1 labels"),
        Arguments.of("a label of no class", good, idxLabels(1, 3), "label 3"),
        Arguments.of("images as labels", good, good, "IDX"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damagedIdx")
  void damagedIdxFilesAreRefused(String name, byte[] images, byte[] labels, String reason) {
    assertRefused(() -> idx(images, labels), "digits", reason);
  }

  @Test
  void cifarRecordsAreDecoded() throws IOException {
    byte[] records = new byte[2 * 3073];
    records[3073] = 9;
    records[3073 + 1 + 1024] = 77;
    ImageSet set = CifarBinary.decode("batch", records);
    byte[] image = new byte[3072];
    set.copy(1, image);
    assertThat(set.size()).isEqualTo(2);
    assertThat(set.label(1)).isEqualTo(9);
    assertThat(image[1024]).isEqualTo((byte) 77);
  }

  @Test
  void damagedCifarRecordsAreRefused() {
    byte[] mislabelled = new byte[3073];
    mislabelled[0] = 10;
    assertRefused(() -> CifarBinary.decode("batch", new byte[3000]), "batch", "whole number");
    assertRefused(() -> CifarBinary.decode("batch", new byte[0]), "batch", "whole number");
    assertRefused(() -> CifarBinary.decode("batch", mislabelled), "batch", "label 10");
  }

  private Path archive(String entry, byte[] content) throws IOException {
    Path file = folder.resolve("archive.tar.gz");
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      TarArchiveEntry header = new TarArchiveEntry(entry, true);
      header.setSize(content.length);
      tar.putArchiveEntry(header);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return file;
  }

  @Test
  void filesOfAnArchiveAreReadIntoMemoryWhateverTheirFolder() throws IOException {
    byte[] content = {1, 2, 3};
    Map<String, byte[]> files =
        TarGz.read(archive("../../x/data.bin", content), Set.of("data.bin"));
    assertThat(files.get("data.bin")).containsExactly(content);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(folder.resolve("archive.tar.gz"));
    }
  }

  @Test
  void damagedArchivesAreRefused() throws IOException {
    Path good = archive("data.bin", new byte[100_000]);
    byte[] bytes = Files.readAllBytes(good);
    Path cut = Files.write(folder.resolve("cut.tar.gz"), Arrays.copyOf(bytes, bytes.length / 2));
    Path text = Files.writeString(folder.resolve("text.tar.gz"), "not an archive at all");
    Set<String> names = Set.of("data.bin");
    assertRefused(() -> TarGz.read(cut, names), "cut.tar.gz", "damaged");
    assertRefused(() -> TarGz.read(text, names), "text.tar.gz", "damaged or no tar.gz");
    assertRefused(() -> TarGz.read(good, Set.of("other.bin")), "no file other.bin");
  }

  private Path png(String name, int width, int height, Color left, Color right) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(left);
    graphics.fillRect(0, 0, width / 2, height);
    graphics.setColor(right);
    graphics.fillRect(width / 2, 0, width - width / 2, height);
    graphics.dispose();
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void imageFilesAreScaledToTheShape() throws IOException {
    Path file = png("halves.png", 400, 300, Color.RED, Color.BLUE);
    byte[] pixels = ImageFiles.load(file, Shape.image(3, 8, 8));
    assertThat(pixels[0]).as("red, left").isEqualTo((byte) 255);
    assertThat(pixels[7]).as("red, right").isEqualTo((byte) 0);
    assertThat(pixels[128 + 7]).as("blue, right").isEqualTo((byte) 255);
    byte[] grey = ImageFiles.load(file, Shape.image(1, 8, 8));
    assertThat(grey[0]).as("the luma of red").isEqualTo((byte) 76);
  }

  @Test
  void whatIsTransparentBecomesWhite() throws IOException {
    Color nothing = new Color(0, 0, 0, 0);
    byte[] pixels =
        ImageFiles.load(png("clear.png", 10, 10, nothing, nothing), Shape.image(3, 5, 5));
    assertThat(pixels).containsOnly(255);
  }

  /** A PNG file whose header claims a size and that holds nothing more. */
  private static byte[] bomb(int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 137, 'P', 'N', 'G', '\r', '\n', 26, '\n'});
    byte[] chunk =
        ByteBuffer.allocate(17)
            .put("IHDR".getBytes(StandardCharsets.US_ASCII))
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    CRC32 checksum = new CRC32();
    checksum.update(chunk);
    out.write(ByteBuffer.allocate(4).putInt(13).array());
    out.write(chunk);
    out.write(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    return out.toByteArray();
  }

  @Test
  void whatIsNoImageIsRefused() throws IOException {
    Shape shape = Shape.image(3, 8, 8);
    Path text = Files.writeString(folder.resolve("text.png"), "I am a text");
    Path bomb = Files.write(folder.resolve("bomb.png"), bomb(100_000, 100_000));
    byte[] whole = Files.readAllBytes(png("whole.png", 50, 50, Color.RED, Color.BLUE));
    Path cut = Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, whole.length / 2));
    assertRefused(() -> ImageFiles.load(text, shape), "text.png", "not an image");
    assertRefused(() -> ImageFiles.load(bomb, shape), "bomb.png", "100000x100000");
    assertRefused(() -> ImageFiles.load(cut, shape), "cut.png", "damaged");
  }

  @Test
  void aFolderOfImagesIsADataSet() throws IOException {
    for (int i = 0; i < 10; i++) {
      png("set/dogs/" + i + ".png", 20, 16, Color.RED, Color.RED);
      png("set/cats/" + i + ".png", 20, 16, Color.BLUE, Color.BLUE);
    }
    Files.writeString(folder.resolve("set/cats/notes.txt"), "not looked at");
    DataSet set = ImageFolder.read(folder.resolve("set"), ImageOptions.DEFAULT);
    assertThat(set.classes()).containsExactly("cats", "dogs");
    assertThat(set.shape()).isEqualTo(Shape.image(3, 16, 20));
    assertThat(set.train().size()).isEqualTo(16);
    assertThat(set.test().size()).isEqualTo(4);
    for (int i = 0; i < set.train().size(); i++) {
      byte[] pixels = new byte[set.shape().elements()];
      set.train().copy(i, pixels);
      assertThat(pixels[0]).isEqualTo((byte) (set.train().label(i) == 1 ? 255 : 0));
    }
  }

  @Test
  void aFolderWithTrainAndTestIsTakenAsItIs() throws IOException {
    png("split/train/a/1.png", 8, 8, Color.RED, Color.RED);
    png("split/train/a/2.png", 8, 8, Color.RED, Color.RED);
    png("split/test/a/3.png", 8, 8, Color.RED, Color.RED);
    DataSet set = ImageFolder.read(folder.resolve("split"), ImageOptions.DEFAULT);
    assertThat(set.train().size()).isEqualTo(2);
    assertThat(set.test().size()).isEqualTo(1);
  }

  @Test
  void imagesOfSeveralSizesBecomeOne() throws IOException {
    for (int i = 0; i < 5; i++) {
      png("sizes/a/" + i + ".png", 40 + i, 30, Color.RED, Color.RED);
    }
    Path set = folder.resolve("sizes");
    assertThat(ImageFolder.read(set, ImageOptions.DEFAULT).shape())
        .isEqualTo(Shape.image(3, 32, 32));
    assertThat(ImageFolder.read(set, 24).shape()).isEqualTo(Shape.image(3, 24, 24));
    assertThatThrownBy(
            () ->
                new DataCatalog(folder, TransferListener.none())
                    .load("cifar10-mini", ImageOptions.DEFAULT.sized(Size.of(24)), format -> {}))
        .hasMessage(
            "image size is 24: it is for directories of images, and cifar10-mini has its own");
  }

  @Test
  void theShapeIsToldBeforeAnythingIsDecoded() throws IOException {
    for (int i = 0; i < 5; i++) {
      png("cut/a/" + i + ".png", 40, 30, Color.RED, Color.RED);
      Path file = folder.resolve("cut/a/" + i + ".png");
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2)); // its header is whole
    }
    DataCatalog catalog = new DataCatalog(folder, TransferListener.none());
    String set = folder.resolve("cut").toString();
    assertRefused(() -> catalog.load(set), "damaged");
    assertThatThrownBy(() -> catalog.load(set, ImageOptions.DEFAULT, DecodersTest::refuse))
        .hasMessage("3x30x40 is refused");
    assertThatThrownBy(
            () -> catalog.load(set, ImageOptions.DEFAULT.sized(Size.of(16)), DecodersTest::refuse))
        .hasMessage("3x16x16 is refused");
    assertThatThrownBy(() -> catalog.load("mnist", ImageOptions.DEFAULT, DecodersTest::refuse))
        .hasMessage("1x28x28 is refused");
  }

  private static void refuse(ImageFormat format) {
    throw new IllegalStateException(format.shape() + " is refused");
  }

  @Test
  void everyClassOfTwoImagesOrMoreIsTested() throws IOException {
    for (int count = 1; count <= 6; count++) {
      for (int i = 0; i < count; i++) {
        png("few/of" + count + "/" + i + ".png", 8, 8, Color.RED, Color.RED);
      }
    }
    DataSet set = ImageFolder.read(folder.resolve("few"), ImageOptions.DEFAULT);
    int[] tested = new int[6];
    for (int i = 0; i < set.test().size(); i++) {
      tested[set.test().label(i)]++;
    }
    assertThat(tested).containsExactly(0, 1, 1, 1, 1, 1);
    assertThat(set.train().size()).isEqualTo(21 - 5);
  }

  @Test
  void aClassThatIsOnlyTestedIsRefused() throws IOException {
    png("odd/train/a/1.png", 8, 8, Color.RED, Color.RED);
    png("odd/test/a/1.png", 8, 8, Color.RED, Color.RED);
    png("odd/test/b/1.png", 8, 8, Color.RED, Color.RED);
    assertRefused(
        () -> ImageFolder.read(folder.resolve("odd"), ImageOptions.DEFAULT),
        "has a folder b",
        "train has none");
  }

  @Test
  void foldersThatAreNoDataSetAreRefused() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Path hollow = folder.resolve("hollow");
    Files.createDirectories(hollow.resolve("cats"));
    Path fake = folder.resolve("fake");
    for (int i = 0; i < 5; i++) {
      Files.createDirectories(fake.resolve("cats"));
      Files.writeString(fake.resolve("cats/" + i + ".png"), "text");
    }
    assertRefused(
        () -> ImageFolder.read(empty, ImageOptions.DEFAULT),
        "empty",
        "0 folders",
        "for each class");
    assertRefused(
        () -> ImageFolder.read(hollow, ImageOptions.DEFAULT),
        "cats",
        "no PNG, JPEG, WebP, GIF, BMP and TIFF files");
    assertRefused(() -> ImageFolder.read(fake, ImageOptions.DEFAULT), ".png", "not an image");
  }

  @Test
  void decodedFilesAreReadAsTheyWereWritten() throws IOException {
    ImageSet set = Cifar10Mini.load().test();
    Path file = folder.resolve("test.images");
    DecodedFile.write(file, set);
    assertThat(DecodedFile.read(file).checksum()).isEqualTo(set.checksum());
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertRefused(() -> DecodedFile.read(file), "test.images is damaged");
    byte[] flipped = bytes.clone();
    flipped[bytes.length / 2] ^= 1;
    Files.write(file, flipped);
    assertRefused(() -> DecodedFile.read(file), "test.images is damaged", "checksum");
    Files.write(file, new byte[0]);
    assertRefused(() -> DecodedFile.read(file), "test.images is damaged", "truncated");
  }

  @Test
  void theMiniSetIsBalanced() throws IOException {
    DataSet mini = Cifar10Mini.load();
    assertThat(mini.shape()).isEqualTo(Shape.image(3, 32, 32));
    assertThat(mini.train().size()).isEqualTo(640);
    assertThat(mini.test().size()).isEqualTo(200);
    int[] counts = new int[10];
    for (int i = 0; i < mini.train().size(); i++) {
      counts[mini.train().label(i)]++;
    }
    assertThat(counts).containsOnly(64);
  }
}
