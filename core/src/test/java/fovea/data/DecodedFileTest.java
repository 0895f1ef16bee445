package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import fovea.nn.Shape;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodedFileTest {

  @TempDir private Path directory;

  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("train.images");
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    ImageSet images = images(100, 60);
    DecodedFile.write(file, images);
    ImageSet read = DecodedFile.read(file);
    assertThat(read.checksum()).isEqualTo(images.checksum());
    assertThat(read.shape()).isEqualTo(images.shape());
    assertThat(read.classes()).isEqualTo(images.classes());
    assertThat(read.size()).isEqualTo(images.size());
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    DecodedFile.write(file, images(3, 2));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatIOException()
          .isThrownBy(() -> DecodedFile.read(file))
          .withMessageStartingWith(file + " is damaged");
    }
  }

  @Test
  void everyFlippedBitOfLabelsAndPixelsIsRefused() throws IOException {
    ImageSet images = images(3, 2);
    DecodedFile.write(file, images);
    byte[] whole = Files.readAllBytes(file);
    int records = images.size() * (1 + images.shape().elements());
    for (int bit = 0; bit < 8 * records; bit++) {
      byte[] damaged = whole.clone();
      damaged[whole.length - 1 - bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, damaged);
      assertThatIOException()
          .isThrownBy(() -> DecodedFile.read(file))
          .withMessageStartingWith(file + " is damaged");
    }
  }

  @Test
  void moreBytesThanTheHeaderSaysAreRefused() throws IOException {
    DecodedFile.write(file, images(3, 2));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertThatIOException()
        .isThrownBy(() -> DecodedFile.read(file))
        .withMessageContaining("checksum is wrong");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "[]",
        "not JSON",
        "{'channels':1,'height':2,'width':2,'count':3,'checksum':'x'}",
        "{'channels':1,'height':2,'width':2,'count':3,'classes':['a']}",
        "{'channels':1,'height':2,'width':2,'count':-3,'classes':['a'],'checksum':'x'}",
        "{'channels':1,'height':2,'width':2,'count':300000000,'classes':['a'],'checksum':'x'}",
        "{'channels':9,'height':65536,'width':65536,'count':3,'classes':['a'],'checksum':'x'}",
        "{'channels':1,'height':20000,'width':20000,'count':20,'classes':['a'],'checksum':'x'}"
      })
  void aHeaderThatCannotBeIsRefused(String header) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF("fovea-images-1");
    out.writeUTF(header.replace('\'', '"'));
    out.write("some bytes behind it".getBytes(StandardCharsets.UTF_8));
    Files.write(file, bytes.toByteArray());
    assertThatIOException()
        .isThrownBy(() -> DecodedFile.read(file))
        .withMessageStartingWith(file + " is damaged");
  }

  private static ImageSet images(int count, int side) {
    Shape shape = Shape.image(3, side, side);
    byte[] pixels = new byte[count * shape.elements()];
    new Random(1).nextBytes(pixels);
    byte[] labels = new byte[count];
    labels[count - 1] = 1;
    return new ImageSet(shape, List.of("cat", "dog"), labels, pixels);
  }
}
