package fovea.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import fovea.engine.Engines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ONNX project's own tests of single operators, from Debian's package {@code libonnx-testdata}:
 * those of Fovea's layers give the values that they say. Operands that they feed beside the image
 * become constants, as a network's weights are.
 */
class OnnxNodeTest {

  private static final Path TESTS = Path.of("/usr/share/libonnx-testdata/data/node");

  private static final String SKIPPED =
      "skipped: the tests of the ONNX project are not installed (Debian's libonnx-testdata)";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "averagepool_2d_default",
        "averagepool_2d_ceil",
        "averagepool_2d_strides",
        "averagepool_2d_precomputed_pads",
        "averagepool_2d_precomputed_strides",
        "averagepool_2d_precomputed_pads_count_include_pad",
        "basic_conv_with_padding",
        "basic_conv_without_padding",
        "conv_with_strides_padding",
        "conv_with_strides_no_padding",
        "conv_with_strides_and_asymmetric_padding",
        "maxpool_with_argmax_2d_precomputed_pads",
        "batchnorm_example",
        "batchnorm_epsilon",
        "globalaveragepool",
        "globalaveragepool_precomputed",
        "maxpool_2d_default",
        "maxpool_2d_ceil",
        "maxpool_2d_strides",
        "maxpool_2d_precomputed_pads",
        "maxpool_2d_precomputed_strides",
        "flatten_axis1",
      })
  void anOperatorGivesItsValues(String name) throws IOException {
    Path test = test(name);
    Path data = test.resolve("test_data_set_0");
    TensorProto image = tensor(data.resolve("input_0.pb"));
    Path file = network(test);

    OnnxNetwork network = OnnxNetwork.read(file, Optional.empty(), 1);
    float[] actual =
        network.scores(
            Engines.named("reference"), values(image), Math.toIntExact(image.getDims(0)));

    float[] expected = values(tensor(data.resolve("output_0.pb")));
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], Offset.offset(1e-4f));
    }
  }

  /** An operator that Fovea has no layer for is named, with what to do: never taken for another. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "maxpool_2d_dilations",
        "averagepool_3d_default",
        "averagepool_2d_pads",
        "averagepool_2d_same_upper",
        "maxpool_2d_pads",
        "batchnorm_example_training_mode",
        "flatten_axis3",
      })
  void whatNoLayerComputesIsRefusedInOneLine(String name) throws IOException {
    Path file = network(test(name));
    assertThatThrownBy(() -> OnnxNetwork.read(file, Optional.empty(), 1))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file.toString());
  }

  /** No test of any operator, ours or not, gives other values than it says. */
  @Test
  void whatIsNotRefusedIsRight() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(TESTS), SKIPPED);
    int right = 0;
    List<Path> all;
    try (Stream<Path> tests = Files.list(TESTS)) {
      all = tests.sorted().toList();
    }
    for (Path test : all) {
      if (isRight(test)) {
        right++;
      }
    }
    assertThat(right).isGreaterThanOrEqualTo(20);
  }

  private boolean isRight(Path test) throws IOException {
    Path data = test.resolve("test_data_set_0");
    if (!Files.exists(data.resolve("input_0.pb")) || !Files.exists(data.resolve("output_0.pb"))) {
      return false;
    }
    TensorProto image = tensor(data.resolve("input_0.pb"));
    if (image.getDataType() != TensorProto.DataType.FLOAT.getNumber()) {
      return false; // bytes, or a sequence
    }
    OnnxNetwork network;
    try {
      network = OnnxNetwork.read(network(test), Optional.empty(), 1);
    } catch (IOException e) {
      return false; // refused
    }
    float[] expected = values(tensor(data.resolve("output_0.pb")));
    float[] actual =
        network.scores(
            Engines.named("reference"), values(image), Math.toIntExact(image.getDims(0)));
    assertThat(actual).as(test.toString()).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as(test.toString()).isCloseTo(expected[i], Offset.offset(1e-4f));
    }
    return true;
  }

  private static Path test(String name) {
    Assumptions.assumeTrue(Files.isDirectory(TESTS), SKIPPED);
    return TESTS.resolve("test_" + name);
  }

  private static TensorProto tensor(Path file) throws IOException {
    return TensorProto.parseFrom(Files.readAllBytes(file));
  }

  private static float[] values(TensorProto tensor) {
    FloatBuffer values =
        ByteBuffer.wrap(tensor.getRawData().toByteArray())
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    float[] array = new float[values.remaining()];
    values.get(array);
    return array;
  }

  /** A test's model, in which all operands but the first are constants. */
  private Path network(Path test) throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(test.resolve("model.onnx")));
    GraphProto.Builder graph = model.getGraph().toBuilder();
    for (int i = 1; i < graph.getInputCount(); i++) {
      TensorProto operand = tensor(test.resolve("test_data_set_0").resolve("input_" + i + ".pb"));
      graph.addInitializer(operand.toBuilder().setName(graph.getInput(i).getName()));
    }
    Path file = folder.resolve(test.getFileName() + ".onnx");
    Files.write(file, model.toBuilder().setGraph(graph).build().toByteArray());
    return file;
  }
}
