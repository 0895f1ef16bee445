package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Cifar10SourceTest {

  private static final int RECORD = 3073;

  @TempDir private Path folder;

  private final Map<String, byte[]> binary = new LinkedHashMap<>();
  private final Map<String, byte[]> strips = new LinkedHashMap<>();

  /** Two images a batch: image i is of class i, and its bytes count on from i. */
  @BeforeEach
  void makeWholeFiles() throws IOException {
    StringBuilder labels = new StringBuilder();
    for (int batch = 0; batch < 5; batch++) {
      binary.put("data_batch_%s.bin".formatted(batch + 1), records(2 * batch));
      strips.put("data_batch_%s.png".formatted(batch + 1), strip(2 * batch, 1024));
      labels.append(batch == 0 ? "" : ",").append(2 * batch).append(',').append(2 * batch + 1);
    }
    binary.put("test_batch.bin", records(0));
    strips.put("test_batch.png", strip(0, 1024));
    strips.put("train_lables.json", text("[" + labels + "]"));
    strips.put("test_lables.json", text("[0,1]"));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte pixel(int image, int i) {
    return (byte) (i * 7 + image);
  }

  private static byte[] records(int first) {
    byte[] records = new byte[2 * RECORD];
    for (int i = 0; i < records.length; i++) {
      int image = first + i / RECORD;
      records[i] = i % RECORD == 0 ? (byte) image : pixel(image, i % RECORD - 1);
    }
    return records;
  }

  private static byte[] strip(int first, int width) throws IOException {
    BufferedImage strip = new BufferedImage(width, 2, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 2; y++) {
      for (int x = 0; x < width; x++) {
        int red = pixel(first + y, x) & 0xff;
        int green = pixel(first + y, 1024 + x) & 0xff;
        int blue = pixel(first + y, 2048 + x) & 0xff;
        strip.setRGB(x, y, red << 16 | green << 8 | blue);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(strip, "png", bytes);
    return bytes.toByteArray();
  }

  private Path archive(Map<String, byte[]> files) throws IOException {
    Path file = folder.resolve(Cifar10Source.ARCHIVE);
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out))) {
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        TarArchiveEntry header = new TarArchiveEntry("package/" + each.getKey());
        header.setSize(each.getValue().length);
        tar.putArchiveEntry(header);
        tar.write(each.getValue());
        tar.closeArchiveEntry();
      }
    }
    return file;
  }

  private DataSet local() throws IOException {
    archive(binary);
    return Cifar10Source.local(folder).fetch().from(folder, TransferListener.none());
  }

  private DataSet fromPackage() throws IOException {
    return Cifar10Source.fromPackage(archive(strips), TransferListener.none());
  }

  @Test
  void bothPlacesGiveTheSameImages() throws IOException {
    DataSet set = local();
    assertThat(set.train().size()).isEqualTo(10);
    assertThat(set.train().label(7)).isEqualTo(7);
    byte[] image = new byte[3072];
    set.train().copy(7, image);
    assertThat(image[2000]).isEqualTo(pixel(7, 2000));
    DataSet other = fromPackage();
    assertThat(other.train().checksum()).isEqualTo(set.train().checksum());
    assertThat(other.test().checksum()).isEqualTo(set.test().checksum());
  }

  @Test
  void anArchiveThatIsNotThereIsSaid() {
    assertThatIOException()
        .isThrownBy(() -> Cifar10Source.local(folder).fetch().from(folder, TransferListener.none()))
        .withMessage("there is no such file");
  }

  @Test
  void aBatchThatEndsEarlyOrIsMissingIsRefused() throws IOException {
    byte[] test = binary.get("test_batch.bin");
    binary.put("test_batch.bin", Arrays.copyOf(test, test.length - 1));
    assertThatIOException()
        .isThrownBy(this::local)
        .withMessageContaining("test_batch.bin: 6145 bytes are not a whole number of records");
    binary.remove("test_batch.bin");
    assertThatIOException()
        .isThrownBy(this::local)
        .withMessage(Cifar10Source.ARCHIVE + " has no file test_batch.bin");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0,10]|image 1 has label 10",
        "[0,256]|image 1 has label 256",
        "[0,-1]|image 1 has label -1",
        "[0]|1 labels",
        "[]|0 labels",
        "[0,1|Unexpected end-of-input",
        "null|no list",
        "{}|Cannot deserialize",
        "[0,'x']|Cannot deserialize",
        "nonsense|Unrecognized token"
      })
  void damagedLabelsOfThePackageAreRefused(String labels, String reason) {
    strips.put("test_lables.json", text(labels.replace('\'', '"')));
    assertThatIOException()
        .isThrownBy(this::fromPackage)
        .withMessageStartingWith("test_lables.json: ")
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void damagedStripsOfThePackageAreRefused() throws IOException {
    strips.put("data_batch_3.png", strip(4, 1000));
    assertThatIOException()
        .isThrownBy(this::fromPackage)
        .withMessage("data_batch_3.png is 1000 pixels wide with 3 bands: 1024 and 3 are expected");
    strips.put("data_batch_3.png", text("<html>not found</html>"));
    assertThatIOException()
        .isThrownBy(this::fromPackage)
        .withMessageContaining("data_batch_3.png is not an image");
  }
}
