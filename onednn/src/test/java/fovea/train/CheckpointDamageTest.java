package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.engine.reference.ReferenceEngine;
import fovea.nn.Layers;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints that do not fit, are damaged, or cannot be written. */
class CheckpointDamageTest {

  private static final String OTHER_NETWORK = "it is of another network";

  @TempDir private Path folder;

  /** A linear layer of two outputs and its optimiser: small enough to be damaged everywhere. */
  private static final class Tiny implements AutoCloseable {
    final Model model;
    final Sgd optimizer;

    Tiny(int inputs, double momentum) {
      Network network = Network.of("tiny", Layers.linear(2));
      model = new ReferenceEngine().compile(network, Shape.vector(inputs), 1, Precision.F32);
      Trials.initialize(model, inputs);
      optimizer = new Sgd(model.variables(), momentum, false, WeightDecay.coupled(0));
    }

    /** The bits of all that a checkpoint fills. */
    List<float[]> state() {
      List<float[]> state = new ArrayList<>();
      model.variables().forEach(each -> state.add(each.read(each.values())));
      optimizer.state().forEach(each -> state.add(each.variable().read(each.values())));
      return state;
    }

    TrainerState load(Path file) throws IOException {
      return Checkpoint.load(file, model, optimizer);
    }

    @Override
    public void close() {
      model.close();
    }
  }

  private static void save(Path file, Tiny tiny) throws IOException {
    TrainerState state = new TrainerState(1, 2, 3, 23, 1.5, 7, 9, 0.25, 2, 1, 2);
    Checkpoint.save(file, tiny.model, tiny.optimizer, state, Map.of());
  }

  private Path saved(int inputs, double momentum) throws IOException {
    Path file = folder.resolve("saved.safetensors");
    try (Tiny tiny = new Tiny(inputs, momentum)) {
      save(file, tiny);
    }
    return file;
  }

  private static void assertSame(List<float[]> actual, List<float[]> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i)).containsExactly(expected.get(i));
    }
  }

  private static void assertRefused(Path file, Tiny tiny, String... reasons) {
    List<float[]> before = tiny.state();
    assertThatThrownBy(() -> tiny.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(reasons)
        .message()
        .doesNotContain("\n");
    assertSame(tiny.state(), before);
  }

  @Test
  void whatWasSavedIsThere() throws IOException {
    Path file = saved(3, 0.9);
    try (Tiny tiny = new Tiny(3, 0.9)) {
      List<float[]> expected = tiny.state();
      for (Variable variable : tiny.model.variables()) {
        variable.write(new float[variable.parameter().elements()], variable.values());
      }
      assertThat(tiny.load(file))
          .isEqualTo(new TrainerState(1, 2, 3, 23, 1.5, 7, 9, 0.25, 2, 1, 2));
      assertSame(tiny.state(), expected);
    }
  }

  @Test
  void anotherShapeIsRefused() throws IOException {
    try (Tiny tiny = new Tiny(4, 0.9)) {
      assertRefused(saved(3, 0.9), tiny, "[2, 3], not [2, 4]", OTHER_NETWORK);
    }
  }

  @Test
  void aMissingTensorIsRefused() throws IOException {
    Path file = folder.resolve("missing.safetensors");
    try (Tiny tiny = new Tiny(3, 0.9)) {
      Variable first = tiny.model.variables().get(0);
      Variable second = tiny.model.variables().get(1);
      Safetensors.write(
          file,
          Map.of(),
          List.of(
              new Safetensors.Entry(
                  first.parameter().name(),
                  first.parameter().dims(),
                  () -> new float[first.parameter().elements()])));
      List<float[]> before = tiny.state();
      assertThatThrownBy(() -> Checkpoint.loadModel(file, tiny.model))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("no tensor " + second.parameter().name(), OTHER_NETWORK);
      assertSame(tiny.state(), before);
    }
  }

  @Test
  void aCheckpointWithoutTheOptimizersMemoryIsRefusedAsSuch() throws IOException {
    try (Tiny tiny = new Tiny(3, 0.9)) {
      assertRefused(saved(3, 0), tiny, "optimizer.momentum.", "it is of another optimiser");
    }
  }

  @Test
  void aCheckpointWithAMemoryThatTheOptimizerLacksIsRefused() throws IOException {
    try (Tiny tiny = new Tiny(3, 0)) {
      assertRefused(saved(3, 0.9), tiny, "optimizer.momentum.", "it is of another optimiser");
    }
  }

  static Stream<Arguments> badPlaces() {
    return Stream.of(
        Arguments.of("overlap", "[0,8]", "[4,12]", 12, "overlap or leave gaps"),
        Arguments.of("the same place", "[0,8]", "[0,8]", 8, "overlap or leave gaps"),
        Arguments.of("a gap between", "[0,8]", "[12,20]", 20, "overlap or leave gaps"),
        Arguments.of("a fraction", "[0,8]", "[8,16.5]", 16, "no valid data_offsets"),
        Arguments.of("a text", "[0,8]", "[8,\"16\"]", 16, "no valid data_offsets"),
        Arguments.of(
            "beyond 64 bits", "[0,8]", "[8,18446744073709551632]", 16, "no valid data_offsets"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badPlaces")
  void twoTensorsMustLieOneBehindTheOther(
      String name, String first, String second, int bytes, String reason) throws IOException {
    String header =
        """
        {"a":{"dtype":"F32","shape":[2],"data_offsets":%s},\
        "b":{"dtype":"F32","shape":[2],"data_offsets":%s}}\
        """
            .formatted(first, second);
    assertThatThrownBy(() -> SafetensorsReader.open(file(header, bytes)).close())
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("damaged", reason);
  }

  @Test
  void moreThanOneJsonObjectIsNoHeader() throws IOException {
    Path file = file("{\"__metadata__\":{}} {\"a\":1}", 0);
    assertThatThrownBy(() -> SafetensorsReader.open(file).close())
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("damaged", "not JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[2.5]", "[\"2\"]", "[true]", "[4294967298]"})
  void aSizeIsAWholeNumber(String shape) throws IOException {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[0,8]}}";
    Path file = file(header.formatted(shape), 8);
    assertThatThrownBy(() -> SafetensorsReader.open(file).close())
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("damaged", "tensor a has a dimension");
  }

  /** The file is sparse: it takes no room. */
  @ParameterizedTest
  @CsvSource({"536870912, 2147483648", "'65536,65536', 8589934588"})
  void aTensorThatNoArrayHoldsIsRefusedWhenTheFileIsOpened(String shape, long bytes)
      throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[0,%s]}}"
            .formatted(shape, bytes);
    Path file = file(header, 0);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(sparse.length() + bytes);
    }
    assertThatThrownBy(() -> SafetensorsReader.open(file).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tensor a of shape");
  }

  private Path file(String header, int bytes) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] whole =
        ByteBuffer.allocate(8 + text.length + bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length)
            .put(text)
            .array();
    return Files.write(folder.resolve("made.safetensors"), whole);
  }

  @Test
  void aSaveThatFailsMidwayKeepsTheOldCheckpoint() throws IOException {
    Path file = saved(3, 0.9);
    byte[] good = Files.readAllBytes(file);
    Supplier<float[]> full =
        () -> {
          throw new UncheckedIOException(new IOException("No space left on device"));
        };
    List<Safetensors.Entry> entries =
        List.of(
            new Safetensors.Entry("a", List.of(100_000), () -> new float[100_000]),
            new Safetensors.Entry("b", List.of(1), full));
    assertThatThrownBy(() -> Safetensors.write(file, Map.of(), entries))
        .hasMessageContaining("No space left");
    assertThat(Files.readAllBytes(file)).isEqualTo(good);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  /** Flips bits or cuts the end off: what comes of it is a checkpoint or an IOException. */
  @Property(tries = 300)
  void damageIsHarmlessOrRefusedAndThenChangesNothing(
      @ForAll @Size(max = 4) List<@IntRange(max = 8_000) Integer> bits,
      @ForAll @IntRange(max = 2_000) int length)
      throws IOException {
    Path file = Files.createTempFile("damage", ".safetensors");
    try (Tiny tiny = new Tiny(3, 0.9)) {
      save(file, tiny);
      byte[] bytes = Files.readAllBytes(file);
      byte[] damaged = Arrays.copyOf(bytes, Math.min(bytes.length, length));
      for (int bit : bits) {
        if (bit / 8 < damaged.length) {
          damaged[bit / 8] ^= (byte) (1 << bit % 8);
        }
      }
      Files.write(file, damaged);
      List<float[]> before = tiny.state();
      try {
        assertThat(tiny.load(file).step()).isNotNegative();
        assertThat(damaged).hasSameSizeAs(bytes);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining(file.toString());
        assertSame(tiny.state(), before);
      }
    } finally {
      Files.delete(file);
    }
  }
}
