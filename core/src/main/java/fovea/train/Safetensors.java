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
 * Writes safetensors files: the length of the header as a 64-bit little-endian integer; a JSON
 * header with the type, shape and offsets of each tensor and a map of metadata; then the tensors'
 * values, row-major and little-endian. {@link SafetensorsReader} reads them.
 */
public final class Safetensors {

  static final String METADATA = "__metadata__";
  static final int LENGTH_BYTES = 8;

  /** The header is padded to a multiple of this, so that the tensors are aligned. */
  private static final int ALIGNMENT = 8;

  private Safetensors() {}

  /**
   * A tensor to write.
   *
   * @param name its name, unique in the file
   * @param shape its dimensions
   * @param values supplies its values, row-major, when they are written
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
   * Writes a file atomically.
   *
   * @throws IllegalArgumentException if two tensors have the same name, or the values of one do not
   *     match its shape
   * @throws IOException if it cannot be written; an existing file is then left unchanged
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
          "tensor %s has %s values: its shape %s needs %s"
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
      throw new IllegalStateException("the header cannot be written as JSON", e);
    }
  }
}
