package fovea.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Writes the safetensors format: eight bytes with the header's length, little-endian; a JSON header
 * with type, shape and place of each tensor and a map of texts; then the tensors' bytes, row-major
 * and little-endian. {@link SafetensorsReader} reads it.
 */
public final class Safetensors {

  static final String METADATA = "__metadata__";
  static final int LENGTH_BYTES = 8;

  /** The header's length is a multiple of this, so that the numbers are aligned. */
  private static final int ALIGNMENT = 8;

  private Safetensors() {}

  /**
   * A tensor to write.
   *
   * @param name unique in its file
   * @param shape its dimensions
   * @param values gives its numbers, row-major, when they are written
   */
  public record Entry(String name, List<Integer> shape, Supplier<float[]> values) {

    long bytes() {
      long elements = 1;
      for (int dimension : shape) {
        elements = Math.multiplyExact(elements, dimension);
      }
      return Math.multiplyExact(elements, Float.BYTES);
    }
  }

  /**
   * Writes a file, whole or not at all.
   *
   * @throws IOException if it cannot be written; what was there before is then untouched
   */
  public static void write(Path file, Map<String, String> metadata, List<Entry> tensors)
      throws IOException {
    byte[] header = header(metadata, tensors);
    AtomicFile.write(
        file,
        out -> {
          out.write(
              ByteBuffer.allocate(LENGTH_BYTES)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putLong(header.length)
                  .array());
          out.write(header);
          for (Entry tensor : tensors) {
            write(out, tensor);
          }
        });
  }

  private static void write(OutputStream out, Entry tensor) throws IOException {
    float[] values = tensor.values().get();
    if ((long) values.length * Float.BYTES != tensor.bytes()) {
      throw new IllegalArgumentException(
          "tensor %s has %d values: its shape %s needs %d"
              .formatted(
                  tensor.name(), values.length, tensor.shape(), tensor.bytes() / Float.BYTES));
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    out.write(bytes.array());
  }

  private static byte[] header(Map<String, String> metadata, List<Entry> tensors) {
    ObjectMapper json = new ObjectMapper();
    ObjectNode header = json.createObjectNode();
    ObjectNode texts = header.putObject(METADATA);
    metadata.forEach(texts::put);
    long offset = 0;
    for (Entry tensor : tensors) {
      if (header.has(tensor.name())) {
        throw new IllegalArgumentException("two tensors are called " + tensor.name());
      }
      ObjectNode entry = header.putObject(tensor.name());
      entry.put("dtype", "F32");
      tensor.shape().forEach(entry.putArray("shape")::add);
      entry.putArray("data_offsets").add(offset).add(offset + tensor.bytes());
      offset += tensor.bytes();
    }
    try {
      byte[] text = json.writeValueAsBytes(header);
      byte[] padded = Arrays.copyOf(text, (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
      Arrays.fill(padded, text.length, padded.length, (byte) ' ');
      return padded;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a header of texts and numbers must be JSON", e);
    }
  }
}
