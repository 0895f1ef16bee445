package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.nn.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files cut at every length and with every byte changed: what is refused is refused clearly. */
class DamageTest {

  private static final int SIDE = 4;

  @TempDir private Path folder;

  /** Every proper beginning of some bytes. */
  private static Stream<byte[]> cut(byte[] whole) {
    return Stream.iterate(0, length -> length < whole.length, length -> length + 1)
        .map(length -> Arrays.copyOf(whole, length));
  }

  /** Some bytes with each of them changed in turn, to 0, to 255, and in one bit. */
  private static Stream<byte[]> changed(byte[] whole) {
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < whole.length; i++) {
      for (int value : new int[] {0, 255, whole[i] ^ 1 << i % 8}) {
        byte[] changed = whole.clone();
        changed[i] = (byte) value;
        if (changed[i] != whole[i]) {
          all.add(changed);
        }
      }
    }
    return all.stream();
  }

  /** It may be read, as some bytes do not matter; if not, the message names file and reason. */
  private static boolean refused(ThrowingCallable call, String name) {
    try {
      call.call();
      return false;
    } catch (IOException e) {
      assertThat(e.getMessage())
          .containsPattern(name)
          .doesNotContain("null", "\n", "Exception")
          .hasSizeGreaterThan(name.length() + 10);
      return true;
    } catch (Throwable e) {
      throw new AssertionError("no IOException for " + name, e);
    }
  }

  private int refusals(Stream<byte[]> files, Path file, ThrowingCallable read) {
    String name = file.getFileName().toString();
    return files
        .mapToInt(
            bytes -> {
              try {
                Files.write(file, bytes);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
              return refused(read, name) ? 1 : 0;
            })
        .sum();
  }

  private byte[] image(String format) throws IOException {
    BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int i = 0; i < 63; i++) {
      image.setRGB(i % 9, i / 9, random.nextInt());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void images(String format) throws IOException {
    Path file = folder.resolve("image." + format);
    byte[] whole = image(format);
    ThrowingCallable read = () -> ImageFiles.load(file, Shape.image(3, SIDE, SIDE));
    assertThat(refusals(cut(whole), file, read)).isGreaterThan(whole.length / 4);
    assertThat(refusals(changed(whole), file, read)).isPositive();
  }

  private static byte[] gzipped(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] archive(String entry, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry header = new TarArchiveEntry(entry, true);
      header.setSize(content.length);
      tar.putArchiveEntry(header);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  @Test
  void archives() throws IOException {
    byte[] content = new byte[600];
    new Random(2).nextBytes(content);
    Path file = folder.resolve("some.tar.gz");
    ThrowingCallable read = () -> TarGz.read(file, Set.of("data.bin"));
    byte[] tar = archive("folder/data.bin", content);
    byte[] whole = gzipped(tar);
    assertThat(refusals(cut(whole), file, read)).isGreaterThan(whole.length * 3 / 4);
    assertThat(refusals(changed(whole), file, read)).isPositive();
    Stream<byte[]> inside =
        changed(Arrays.copyOf(tar, 512)) // the header
            .map(bytes -> ByteBuffer.wrap(tar.clone()).put(bytes).array())
            .map(
                bytes -> {
                  try {
                    return gzipped(bytes);
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
    assertThat(refusals(inside, file, read)).isPositive();
  }

  @Test
  void anArchiveWhoseFileClaimsToBeHugeIsRefusedBeforeItIsRead() throws IOException {
    byte[] tar = archive("data.bin", new byte[10]);
    byte[] size = "77777777777\0".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(size, 0, tar, 124, size.length);
    Arrays.fill(tar, 148, 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += tar[i] & 0xff;
    }
    byte[] checksum =
        String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(checksum, 0, tar, 148, checksum.length);
    Path file = Files.write(folder.resolve("huge.tar.gz"), gzipped(tar));
    assertThatThrownBy(() -> TarGz.read(file, Set.of("data.bin")))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("huge.tar.gz", "data.bin", "8589934591 bytes");
  }

  private void placeDigits() throws IOException {
    byte[] images =
        ByteBuffer.allocate(16 + 18).putInt(0x803).putInt(2).putInt(3).putInt(3).array();
    new Random(3).nextBytes(images);
    ByteBuffer.wrap(images).putInt(0x803).putInt(2).putInt(3).putInt(3);
    byte[] labels =
        ByteBuffer.allocate(10).putInt(0x801).putInt(2).put((byte) 3).put((byte) 9).array();
    for (int i = 0; i < 4; i++) {
      Files.write(digits(i), gzipped(i % 2 == 0 ? images : labels));
    }
  }

  private Path digits(int index) {
    return folder.resolve(MnistSource.FILES.get(index) + ".gz");
  }

  /** A gzip file has a checksum: what is changed and still read does not matter. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void gzippedIdxFiles(int index) throws IOException {
    placeDigits();
    Path file = digits(index);
    byte[] whole = Files.readAllBytes(file);
    Source source = MnistSource.local("mnist", MnistSource.DIGITS, folder);
    ThrowingCallable read = () -> source.fetch().from(folder, TransferListener.none());
    String checksum = source.fetch().from(folder, TransferListener.none()).train().checksum();
    for (byte[] bytes : Stream.concat(cut(whole), changed(whole)).toList()) {
      Files.write(file, bytes);
      if (!refused(read, index < 2 ? "train" : "t10k|mnist test")) {
        DataSet set = source.fetch().from(folder, TransferListener.none());
        assertThat(set.train().checksum()).isEqualTo(checksum);
        assertThat(set.test().checksum()).isEqualTo(checksum);
      }
    }
  }
}
