package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistSourceTest {

  private static final int IMAGES = 200;

  @TempDir private Path directory;

  @BeforeEach
  void placeWholeFiles() throws IOException {
    place(0, images(28));
    place(1, labels(0));
    place(2, images(28));
    place(3, labels(9));
  }

  @Test
  void gzippedFilesOfADirectoryAreRead() throws IOException {
    DataSet set = load();
    assertThat(set.train().size()).isEqualTo(IMAGES);
    assertThat(set.train().label(0)).isEqualTo(0);
    assertThat(set.test().label(0)).isEqualTo(9);
    assertThat(set.shape().height()).isEqualTo(28);
  }

  @Test
  void splitsOfDifferentSizesAreAFaultOfTheFiles() throws IOException {
    place(2, images(27));
    assertThatIOException()
        .isThrownBy(this::load)
        .withMessageContaining("training and test images differ");
  }

  @Test
  void aGzipFileThatEndsTooEarlyIsNamed() throws IOException {
    byte[] whole = Files.readAllBytes(file(0));
    Files.write(file(0), Arrays.copyOf(whole, whole.length / 2));
    assertThatIOException()
        .isThrownBy(this::load)
        .withMessageContaining("mnist training images: damaged");
  }

  @Test
  void aGzipFileWhoseMiddleIsOverwrittenIsNamed() throws IOException {
    byte[] whole = Files.readAllBytes(file(2));
    Arrays.fill(whole, whole.length / 2, whole.length, (byte) 0xff);
    Files.write(file(2), whole);
    assertThatIOException()
        .isThrownBy(this::load)
        .withMessageContaining("mnist test images: damaged");
  }

  private DataSet load() throws IOException {
    return MnistSource.local("mnist", MnistSource.DIGITS, directory)
        .fetch()
        .from(directory, TransferListener.none());
  }

  private Path file(int index) {
    return directory.resolve(MnistSource.FILES.get(index) + ".gz");
  }

  private void place(int index, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    Files.write(file(index), bytes.toByteArray());
  }

  /** Noise, which does not compress: half the file is half the images. */
  private static byte[] images(int side) {
    byte[] noise = new byte[IMAGES * side * side];
    new Random(side).nextBytes(noise);
    return ByteBuffer.allocate(16 + noise.length)
        .putInt(0x803)
        .putInt(IMAGES)
        .putInt(side)
        .putInt(side)
        .put(noise)
        .array();
  }

  private static byte[] labels(int label) {
    byte[] labels = new byte[IMAGES];
    Arrays.fill(labels, (byte) label);
    return ByteBuffer.allocate(8 + IMAGES).putInt(0x801).putInt(IMAGES).put(labels).array();
  }
}
