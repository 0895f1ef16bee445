package fovea.interchange;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Writes an event file of TensorBoard: records of TensorFlow, each an {@code Event} message. A
 * record is its length, the masked CRC-32C of that, the message, and the masked CRC-32C of the
 * message; numbers are little-endian.
 */
final class TensorBoardWriter implements Closeable {

  // The fields of event.proto and summary.proto.
  private static final int EVENT_WALL_TIME = 1;
  private static final int EVENT_STEP = 2;
  private static final int EVENT_FILE_VERSION = 3;
  private static final int EVENT_SUMMARY = 5;
  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE_VALUE = 2;

  private static final String VERSION = "brain.Event:2";
  private static final int MASK_DELTA = 0xa282ead8;

  private final OutputStream out;

  /** Writes the fields of a message. */
  private interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  /**
   * Creates a file and writes the event that all files start with.
   *
   * @param seconds the time, in seconds since 1970
   */
  TensorBoardWriter(Path file, double seconds) throws IOException {
    out = new BufferedOutputStream(Files.newOutputStream(file));
    write(
        event -> {
          event.writeDouble(EVENT_WALL_TIME, seconds);
          event.writeString(EVENT_FILE_VERSION, VERSION);
        });
  }

  /**
   * Writes a value of a curve.
   *
   * @param tag the name of the curve; those with the same part before a slash are shown together
   * @param step its place on the horizontal axis
   * @param seconds the time, in seconds since 1970
   */
  void scalar(String tag, long step, double value, double seconds) throws IOException {
    ByteString scalar =
        message(
            fields -> {
              fields.writeString(VALUE_TAG, tag);
              fields.writeFloat(VALUE_SIMPLE_VALUE, (float) value);
            });
    ByteString summary = message(fields -> fields.writeBytes(SUMMARY_VALUE, scalar));
    write(
        event -> {
          event.writeDouble(EVENT_WALL_TIME, seconds);
          event.writeInt64(EVENT_STEP, step);
          event.writeBytes(EVENT_SUMMARY, summary);
        });
  }

  /** Makes what was written visible to readers. */
  void flush() throws IOException {
    out.flush();
  }

  private void write(Fields fields) throws IOException {
    byte[] data = message(fields).toByteArray();
    byte[] length = little(Long.BYTES).putLong(data.length).array();
    out.write(length);
    out.write(little(Integer.BYTES).putInt(maskedChecksum(length)).array());
    out.write(data);
    out.write(little(Integer.BYTES).putInt(maskedChecksum(data)).array());
  }

  private static ByteString message(Fields fields) throws IOException {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fields.writeTo(out);
    out.flush();
    return bytes.toByteString();
  }

  /** A checksum of data that may themselves contain checksums. */
  static int maskedChecksum(byte[] data) {
    CRC32C checksum = new CRC32C();
    checksum.update(data);
    return Integer.rotateRight((int) checksum.getValue(), 15) + MASK_DELTA;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
