package fovea.interchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardTest {

  @TempDir private Path folder;

  /** The checksums of "123456789" and of 32 zeros in RFC 3720, masked as TensorFlow does. */
  @Test
  void checksumsAreThoseOfTheStandardMasked() {
    assertThat(
            unmasked(
                TensorBoardWriter.maskedChecksum("123456789".getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo(0xe3069283);
    assertThat(unmasked(TensorBoardWriter.maskedChecksum(new byte[32]))).isEqualTo(0x8a9136aa);
  }

  /** As crc32c.h of TensorFlow says. */
  private static int unmasked(int masked) {
    int rotated = masked - 0xa282ead8;
    return rotated >>> 17 | rotated << 15;
  }

  /** The first record of any event file of TensorBoard, but for its time, is known to the byte. */
  @Test
  void aFileBeginsWithItsVersion() throws IOException {
    Path file = folder.resolve("events");
    new TensorBoardWriter(file, 0).close();
    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).hasSize(8 + 4 + 24 + 4);
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong()).isEqualTo(24);
    assertThat(new String(bytes, 23, 13, StandardCharsets.US_ASCII)).isEqualTo("brain.Event:2");
  }

  @Test
  void valuesAreReadBack() throws IOException {
    Path file = folder.resolve("events");
    try (TensorBoardWriter writer = new TensorBoardWriter(file, 1)) {
      writer.scalar("loss/train", 3, 0.5, 7.25);
    }
    List<UnknownFieldSet> events = read(file);
    assertThat(events).hasSize(2);
    UnknownFieldSet event = events.get(1);
    assertThat(Double.longBitsToDouble(event.getField(1).getFixed64List().get(0))).isEqualTo(7.25);
    assertThat(event.getField(2).getVarintList()).containsExactly(3L);
    UnknownFieldSet summary =
        UnknownFieldSet.parseFrom(event.getField(5).getLengthDelimitedList().get(0));
    UnknownFieldSet value =
        UnknownFieldSet.parseFrom(summary.getField(1).getLengthDelimitedList().get(0));
    assertThat(value.getField(1).getLengthDelimitedList().get(0).toStringUtf8())
        .isEqualTo("loss/train");
    assertThat(Float.intBitsToFloat(value.getField(2).getFixed32List().get(0))).isEqualTo(0.5f);
  }

  private static List<UnknownFieldSet> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<UnknownFieldSet> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = new byte[8];
      bytes.get(length);
      assertThat(bytes.getInt()).isEqualTo(TensorBoardWriter.maskedChecksum(length));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      bytes.get(data);
      assertThat(bytes.getInt()).isEqualTo(TensorBoardWriter.maskedChecksum(data));
      events.add(UnknownFieldSet.parseFrom(data));
    }
    return events;
  }
}
