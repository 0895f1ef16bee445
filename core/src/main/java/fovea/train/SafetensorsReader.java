package fovea.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads safetensors files; values of other types than F32 are converted. Opening a file checks its
 * whole header: the tensors must cover the rest of the file without overlaps or gaps.
 */
public final class SafetensorsReader implements AutoCloseable {

  /** The longest header that the format's reference library accepts. */
  private static final long MAX_HEADER_BYTES = 100_000_000;

  /** Size of the buffer for reading parts of tensors. */
  private static final int BUFFER_BYTES = 1 << 16;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private record TensorInfo(TensorType type, List<Integer> shape, long start, long end) {

    long elements() {
      return (end - start) / type.bytes();
    }
  }

  private final Path file;
  private final FileChannel channel;
  private final long data;
  private final ByteBuffer part =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

  private SafetensorsReader(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    if (channel.size() < Safetensors.LENGTH_BYTES) {
      throw damaged("it has only " + channel.size() + " bytes");
    }
    long length = read(0, Safetensors.LENGTH_BYTES).getLong();
    data = Safetensors.LENGTH_BYTES + length;
    if (length < 2 || length > MAX_HEADER_BYTES || data > channel.size()) {
      throw damaged(
          "its header claims "
              + Long.toUnsignedString(length)
              + " bytes, the file has "
              + channel.size());
    }
    parse(read(Safetensors.LENGTH_BYTES, (int) length).array());
    checkLayout();
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws IOException if the file cannot be read, is damaged, or is not a safetensors file; the
   *     message says why
   */
  public static SafetensorsReader open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new SafetensorsReader(file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** The metadata of the header. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /** The names of all tensors, in no particular order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /**
   * The shape of a tensor.
   *
   * @throws IOException if there is no such tensor
   */
  public List<Integer> shape(String name) throws IOException {
    TensorInfo info = tensors.get(name);
    if (info == null) {
      throw new IOException(file + " has no tensor " + name);
    }
    return info.shape();
  }

  /**
   * Reads the values of a tensor, row-major, as 32-bit floats.
   *
   * @param shape the shape that it must have
   * @throws IOException if there is no such tensor, it has another shape or a type that cannot be
   *     converted, or reading fails
   */
  public float[] read(String name, List<Integer> shape) throws IOException {
    TensorInfo info = info(name, shape);
    float[] values = new float[Math.toIntExact(info.elements())];
    read(name, shape, 0, FloatBuffer.wrap(values));
    return values;
  }

  /**
   * Reads a range of a tensor's values.
   *
   * @param shape the shape that it must have
   * @param offset index of the first value, in row-major order
   * @param target filled from its position to its limit
   * @throws IllegalArgumentException if the range exceeds the tensor
   * @throws IOException if there is no such tensor, it has another shape or a type that cannot be
   *     converted, or reading fails
   */
  public void read(String name, List<Integer> shape, long offset, FloatBuffer target)
      throws IOException {
    TensorInfo info = info(name, shape);
    int size = info.type().bytes();
    long position = info.start() + offset * size;
    long end = position + (long) target.remaining() * size;
    if (offset < 0 || end > info.end()) {
      throw new IllegalArgumentException(
          "offset is %s: tensor %s has fewer than %s values from there"
              .formatted(offset, name, target.remaining()));
    }
    for (; position < end; position += part.limit()) {
      part.clear().limit((int) Math.min(part.capacity(), end - position));
      read(data + position, part);
      info.type().convert(part, target);
    }
  }

  /**
   * Checks that a tensor can be read.
   *
   * @param shape the shape that it must have
   * @throws IOException if there is no such tensor, or it has another shape or a type that cannot
   *     be converted
   */
  public void require(String name, List<Integer> shape) throws IOException {
    info(name, shape);
  }

  private TensorInfo info(String name, List<Integer> shape) throws IOException {
    TensorInfo info = tensors.get(name);
    if (info == null) {
      throw new IOException(file + " has no tensor " + name + ": it is of another network");
    }
    if (!info.shape().equals(shape)) {
      throw new IOException(
          "%s: tensor %s is %s, not %s: it is of another network"
              .formatted(file, name, info.shape(), shape));
    }
    if (!info.type().isConvertible()) {
      throw new IOException(
          "%s: tensor %s is of type %s, which no parameter of a network has"
              .formatted(file, name, info.type()));
    }
    return info;
  }

  private ByteBuffer read(long position, int bytes) throws IOException {
    return read(position, ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN));
  }

  /** Fills a buffer from a position in the file. */
  private ByteBuffer read(long position, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new EOFException(file + " ended while it was read");
      }
    }
    return buffer.flip();
  }

  private void parse(byte[] header) throws IOException {
    JsonNode root = json(header);
    if (!root.isObject()) {
      throw damaged("its header is not a JSON object");
    }
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals(Safetensors.METADATA)) {
        readTexts(field.getValue());
      } else {
        tensors.put(field.getKey(), info(field.getKey(), field.getValue()));
      }
    }
  }

  private void readTexts(JsonNode texts) throws IOException {
    if (!texts.isObject()) {
      throw damaged("its %s is not a JSON object".formatted(Safetensors.METADATA));
    }
    texts.properties().forEach(text -> metadata.put(text.getKey(), text.getValue().asText()));
  }

  private JsonNode json(byte[] header) throws IOException {
    try {
      return JSON.readTree(new String(header, StandardCharsets.UTF_8)); // do not guess the encoding
    } catch (JsonProcessingException e) {
      throw damaged("its header is not JSON");
    }
  }

  private TensorInfo info(String name, JsonNode entry) throws IOException {
    TensorType type =
        TensorType.of(entry.path("dtype").asText())
            .orElseThrow(
                () ->
                    damaged(
                        "tensor %s is of the unknown type %s"
                            .formatted(name, entry.path("dtype"))));
    JsonNode offsets = entry.path("data_offsets");
    if (offsets.size() != 2 || !isWhole(offsets.path(0)) || !isWhole(offsets.path(1))) {
      throw damaged("tensor " + name + " has no valid data_offsets");
    }
    if (!entry.path("shape").isArray()) {
      throw damaged("tensor " + name + " has no shape");
    }
    List<Integer> shape = new ArrayList<>();
    long elements = 1;
    for (JsonNode dimension : entry.path("shape")) {
      if (!isWhole(dimension) || !dimension.canConvertToInt() || dimension.asInt() < 0) {
        throw damaged("tensor %s has a dimension %s".formatted(name, dimension));
      }
      shape.add(dimension.asInt());
      elements = Math.min(elements * dimension.asInt(), Integer.MAX_VALUE);
    }
    TensorInfo info =
        new TensorInfo(
            type, List.copyOf(shape), offsets.path(0).asLong(), offsets.path(1).asLong());
    if (info.end() - info.start() != elements * type.bytes()) {
      throw damaged(
          "tensor %s of shape %s has %s bytes".formatted(name, shape, info.end() - info.start()));
    }
    if (elements * Float.BYTES > Integer.MAX_VALUE) { // as an array of floats
      throw damaged("tensor %s of shape %s has more than 2 GiB".formatted(name, shape));
    }
    return info;
  }

  private static boolean isWhole(JsonNode number) {
    return number.isIntegralNumber() && number.canConvertToLong();
  }

  private void checkLayout() throws IOException {
    long end = 0;
    for (TensorInfo info :
        tensors.values().stream().sorted(Comparator.comparingLong(TensorInfo::start)).toList()) {
      if (info.start() != end) {
        throw damaged("its tensors overlap or leave gaps");
      }
      end = info.end();
    }
    if (data + end != channel.size()) {
      throw damaged(
          "it has %s bytes, but its header describes %s".formatted(channel.size(), data + end));
    }
  }

  private IOException damaged(String reason) {
    return new IOException(file + " is damaged or not a safetensors file: " + reason);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
