package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsTest {

  private static final float[] WEIGHT = {1, -2, 3.5f, 0, Float.MIN_VALUE, 1e30f};

  @TempDir private Path folder;

  private Path valid() throws IOException {
    Path file = folder.resolve("valid.safetensors");
    Safetensors.write(
        file,
        Map.of("format", "pt"),
        List.of(
            new Safetensors.Entry("weight", List.of(2, 3), () -> WEIGHT.clone()),
            new Safetensors.Entry("bias", List.of(2), () -> new float[] {7, 8})));
    return file;
  }

  private static byte[] file(long length, String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(text)
        .array();
  }

  private static byte[] file(String header, int dataBytes) {
    return file(header.getBytes(StandardCharsets.UTF_8).length, header, dataBytes);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    try (SafetensorsReader reader = SafetensorsReader.open(valid())) {
      assertThat(reader.metadata()).containsExactlyEntriesOf(Map.of("format", "pt"));
      assertThat(reader.names()).containsExactly("weight", "bias");
      assertThat(reader.read("weight", List.of(2, 3))).containsExactly(WEIGHT);
      assertThat(reader.read("bias", List.of(2))).containsExactly(7, 8);
    }
  }

  @Test
  void anotherParserReadsIt() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(valid())).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    assertThat(length % 8).isZero();
    JsonNode header = new ObjectMapper().readTree(bytes.array(), 8, length);
    assertThat(header.path("__metadata__").path("format").asText()).isEqualTo("pt");
    JsonNode weight = header.path("weight");
    assertThat(weight.path("dtype").asText()).isEqualTo("F32");
    assertThat(weight.path("shape").toString()).isEqualTo("[2,3]");
    float[] values = new float[6];
    bytes
        .position(8 + length + weight.path("data_offsets").path(0).asInt())
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    assertThat(values).containsExactly(WEIGHT);
  }

  @Test
  void aFileOfAnotherWriterIsRead() throws IOException {
    Path file = folder.resolve("other.safetensors");
    String header =
        """
        {"b":{"dtype":"F32","shape":[],"data_offsets":[8,12]},\
        "a":{"data_offsets":[0,8],"shape":[2],"dtype":"F32"}}   \
        """;
    byte[] bytes = file(header, 12);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, 2.5f);
    Files.write(file, bytes);
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.read("b", List.of())).containsExactly(2.5f);
    }
  }

  /**
   * The values as numpy writes them: {@code np.array([1, -2.5, 65504, 2 ** -24, -0.0]).astype(t)},
   * bfloat16 as the upper halves of float32.
   */
  static Stream<Arguments> types() {
    float[] values = {1, -2.5f, 65504, 0x1p-24f, -0.0f};
    float[] rounded = {1, -2.5f, 65280, 0x1p-24f, -0.0f};
    return Stream.of(
        Arguments.of("F16", "003c 00c1 ff7b 0100 0080", values),
        Arguments.of("BF16", "803f 20c0 7f47 8033 0080", rounded),
        Arguments.of(
            "F64",
            "000000000000f03f 00000000000004c0 0000000000fcef40 000000000000703e 0000000000000080",
            values),
        Arguments.of(
            "I64",
            "0700000000000000 feffffffffffffff 0000000001000000",
            new float[] {7, -2, 0x1p32f}),
        Arguments.of("I32", "07000000 feffffff", new float[] {7, -2}),
        Arguments.of("I16", "0700 feff", new float[] {7, -2}),
        Arguments.of("I8", "07 fe", new float[] {7, -2}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("types")
  void otherTypesAreConverted(String type, String hex, float[] expected) throws IOException {
    byte[] data = HexFormat.of().parseHex(hex.replace(" ", ""));
    String header =
        "{\"a\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[0,%s]}}"
            .formatted(type, expected.length, data.length);
    byte[] bytes = file(header, data.length);
    System.arraycopy(data, 0, bytes, bytes.length - data.length, data.length);
    Path file = folder.resolve("typed.safetensors");
    Files.write(file, bytes);
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.read("a", List.of(expected.length))).containsExactly(expected);
      float[] last = new float[1];
      reader.read("a", List.of(expected.length), expected.length - 1, FloatBuffer.wrap(last));
      assertThat(last).containsExactly(expected[expected.length - 1]);
    }
  }

  @Test
  void infinityAndNanAreConverted() throws IOException {
    byte[] bytes = file("{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4);
    System.arraycopy(
        HexFormat.of().parseHex("00fc017e"), 0, bytes, bytes.length - 4, 4); // -inf, nan
    Path file = folder.resolve("half.safetensors");
    Files.write(file, bytes);
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.read("a", List.of(2))).containsExactly(Float.NEGATIVE_INFINITY, Float.NaN);
    }
  }

  @Test
  void aTypeWithoutConversionMayStandInTheFile() throws IOException {
    Path file = folder.resolve("bool.safetensors");
    Files.write(file, file("{\"a\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[0,2]}}", 2));
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.names()).containsExactly("a");
      assertThatIOException()
          .isThrownBy(() -> reader.read("a", List.of(2)))
          .withMessageContaining("tensor a is of type BOOL");
    }
  }

  static Stream<Arguments> damagedFiles() {
    String one = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    return Stream.of(
        Arguments.of("empty", new byte[0], "0 bytes"),
        Arguments.of("seven bytes", new byte[7], "7 bytes"),
        Arguments.of("a header of 10 GB", file(10_000_000_000L, one, 8), "10000000000"),
        Arguments.of("a negative header", file(-1, one, 8), "18446744073709551615"),
        Arguments.of("a header beyond the file", file(5_000, one, 8), "5000"),
        Arguments.of("no JSON", file("hello, world", 8), "not JSON"),
        Arguments.of("a list", file("[1,2,3]", 8), "not a JSON object"),
        Arguments.of("a name twice", file("{\"a\":{},\"a\":{}}", 8), "not JSON"),
        Arguments.of("truncated", file(one, 7), "describes"),
        Arguments.of("trailing bytes", file(one, 9), "describes"),
        Arguments.of("an unknown type", file(one.replace("F32", "F12"), 8), "unknown type"),
        Arguments.of("no type", file(one.replace("\"F32\"", "32"), 8), "unknown type"),
        Arguments.of("the size of another type", file(one.replace("F32", "F16"), 8), "8 bytes"),
        Arguments.of("a gap", file(one.replace("[0,8]", "[4,12]"), 12), "leave gaps"),
        Arguments.of("a negative offset", file(one.replace("[0,8]", "[-8,0]"), 8), "gaps"),
        Arguments.of("a wrong length", file(one.replace("[0,8]", "[0,4]"), 4), "4 bytes"),
        Arguments.of("a negative size", file(one.replace("[2]", "[-2]"), 8), "dimension -2"),
        Arguments.of(
            "a huge size", file(one.replace("[2]", "[2000000000,2000000000]"), 8), "8 bytes"),
        Arguments.of("a broken size", file(one.replace("[2]", "[2.5]"), 8), "dimension 2.5"),
        Arguments.of("no shape", file(one.replace("[2]", "\"2\""), 8), "no shape"),
        Arguments.of(
            "an offset as text",
            file(one.replace("[0,8]", "[0,\"8\"]"), 8),
            "no valid data_offsets"),
        Arguments.of(
            "an offset that wraps",
            file(one.replace("[0,8]", "[18446744073709551616,8]"), 8),
            "no valid data_offsets"),
        Arguments.of("something behind the JSON", file(one + "x", 8), "not JSON"),
        Arguments.of("another encoding", file("\0\0\0{" + one, 8), "not JSON"),
        Arguments.of("texts that are none", file("{\"__metadata__\":[1]}", 0), "not a JSON object"),
        Arguments.of("nested a million times", file("[".repeat(1_000_000), 0), "not JSON"),
        Arguments.of("no offsets", file(one.replace("[0,8]", "[]"), 8), "no valid data_offsets"),
        Arguments.of("a text as tensor", file("{\"a\":\"b\"}", 0), "type"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damagedFiles")
  void aDamagedFileIsRefusedInOneLine(String name, byte[] bytes, String reason) throws IOException {
    Path file = folder.resolve("damaged.safetensors");
    Files.write(file, bytes);
    assertThatThrownBy(() -> SafetensorsReader.open(file).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged.safetensors is damaged or not a safetensors file")
        .hasMessageContaining(reason)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void randomDamageIsEitherHarmlessOrRefused() throws IOException {
    byte[] whole = Files.readAllBytes(valid());
    Path file = folder.resolve("random.safetensors");
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes =
          random.nextInt(4) == 0
              ? Arrays.copyOf(whole, random.nextInt(whole.length))
              : whole.clone();
      if (bytes.length > 0) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, bytes);
      try (SafetensorsReader reader = SafetensorsReader.open(file)) {
        assertThat(reader.names()).hasSizeLessThanOrEqualTo(3);
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(500);
  }

  @Test
  void aFailedWriteKeepsTheOldFileAndLeavesNothingElse() throws IOException {
    Path file = valid();
    byte[] before = Files.readAllBytes(file);
    List<Safetensors.Entry> broken =
        List.of(
            new Safetensors.Entry("a", List.of(4), () -> new float[4]),
            new Safetensors.Entry(
                "b",
                List.of(4),
                () -> {
                  throw new java.io.UncheckedIOException(new IOException("disk full"));
                }));
    assertThatThrownBy(() -> Safetensors.write(file, Map.of(), broken))
        .hasMessageContaining("disk full");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
