package fovea.interchange;

import static fovea.nn.Layers.avgPool;
import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.gelu;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static fovea.nn.Layers.relu6;
import static fovea.nn.Layers.residual;
import static fovea.nn.Layers.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import fovea.data.ChannelNormalization;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Fovea, ONNX Runtime and Fovea's own reading of the file compute the same. */
class OnnxRoundTripTest {

  private static final OnnxExport.Options PLAIN = new OnnxExport.Options(false, false, false);
  private static final OnnxExport.Options FOLDED = new OnnxExport.Options(true, false, false);
  private static final OnnxExport.Options SOFTMAX = new OnnxExport.Options(false, true, false);
  private static final OnnxExport.Options SCAN = new OnnxExport.Options(true, false, true);

  private static final int IMAGES = 3;

  @TempDir private Path folder;

  static Stream<Arguments> networks() {
    Zoo.Options normalized = new Zoo.Options(5, 0.5, 0, true, Zoo.Options.classes(5).placement());
    return Stream.of(
            Map.entry(Zoo.network("lenet5", Zoo.Options.classes(5)), Zoo.input("lenet5")),
            Map.entry(Zoo.network("cifarnet", normalized), Shape.image(3, 32, 32)),
            Map.entry(Zoo.network("resnet20", Zoo.Options.classes(5)), Shape.image(3, 32, 32)),
            Map.entry(Zoo.network("vgg16", Zoo.Options.classes(5)), Shape.image(3, 32, 32)),
            Map.entry(Zoo.network("resnet50", Zoo.Options.classes(5)), Shape.image(3, 40, 36)),
            Map.entry(Zoo.network("mobilenet_v2", Zoo.Options.classes(5)), Shape.image(3, 36, 40)),
            Map.entry(Zoo.network("convnext_tiny", Zoo.Options.classes(5)), Shape.image(3, 40, 36)),
            Map.entry(own(), Shape.image(2, 13, 11)))
        .flatMap(
            each ->
                Stream.of(PLAIN, FOLDED, SOFTMAX, SCAN)
                    .map(options -> Arguments.of(each.getKey(), each.getValue(), options)));
  }

  static List<String> zoo() {
    return Zoo.names();
  }

  /** The smallest images that all take: each network for photographs has five halvings. */
  @ParameterizedTest
  @MethodSource("zoo")
  void everyNetworkOfTheZooComesBack(String name) throws IOException {
    Shape input = Shape.image(Zoo.input(name).channels(), 32, 32);
    WeightedNetwork trained = SeededNetwork.of(Zoo.network(name, Zoo.Options.classes(5)), input, 1);
    OnnxNetwork read =
        OnnxNetwork.read(write(trained, channels(input), PLAIN), Optional.of(input), 1);
    assertThat(read.weighted().network()).isEqualTo(trained.network());
    assertThat(read.weighted().parameters().keySet()).isEqualTo(trained.parameters().keySet());
    trained
        .parameters()
        .forEach(
            (parameter, values) ->
                assertThat(Arrays.equals(read.weighted().parameters().get(parameter), values))
                    .as(parameter)
                    .isTrue());
  }

  private static Network own() {
    return Network.of(
        "own",
        conv(6, 3).pad(1),
        gelu(),
        maxPool(3).pad(1).ceil(),
        conv(8, 3).groups(2).same().withoutBias(),
        batchNorm(),
        residual(conv(8, 3).same(), batchNorm(), relu(), residual(conv(8, 1))),
        relu6(),
        avgPool(3).pad(1).withoutCountingPadding(),
        avgPool(2).pad(1),
        globalAvgPool(),
        flatten(),
        linear(5));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void everyReaderComputesTheSame(Network network, Shape input, OnnxExport.Options options)
      throws IOException {
    Engine engine = Engines.named("auto");
    ChannelNormalization channels = channels(input);
    WeightedNetwork trained = SeededNetwork.of(network, input, 1);
    Path file = write(trained, channels, options);
    float[] images = SeededNetwork.images(IMAGES, input);

    OnnxCheck check = OnnxCheck.of(trained, channels, options, "auto", file);
    assertThat(check.reader()).startsWith("ONNX Runtime");
    assertThat(check.magnitude()).isPositive();
    assertThat(check.difference()).isLessThan(1e-4 * Math.max(1, check.magnitude()));

    OnnxNetwork read = OnnxNetwork.read(file, Optional.of(input), 1);
    float[] expected = RuntimeSession.run(file, images, IMAGES, input);
    float[] actual = read.scores(engine, images, IMAGES);
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i])
          .isCloseTo(expected[i], Offset.offset(1e-4 * Math.max(1, check.magnitude())));
    }
  }

  @Test
  void namesAndParametersComeBackToTheBit() throws IOException {
    Shape input = Shape.image(3, 32, 32);
    WeightedNetwork trained =
        SeededNetwork.of(Zoo.network("resnet20", Zoo.Options.classes(5)), input, 1);
    OnnxNetwork read =
        OnnxNetwork.read(write(trained, channels(input), PLAIN), Optional.of(input), 1);
    assertThat(read.weighted().network()).isEqualTo(trained.network());
    assertThat(read.normalization()).isEqualTo(channels(input));
    trained
        .parameters()
        .forEach(
            (name, values) -> assertThat(read.weighted().parameters().get(name)).isEqualTo(values));
  }

  @Test
  void damagedFilesGetOneClearLine() throws IOException {
    Shape input = Shape.image(1, 8, 8);
    Network network = Network.of("small", conv(2, 3), relu(), flatten(), linear(3));
    byte[] good =
        Files.readAllBytes(write(SeededNetwork.of(network, input, 1), channels(input), PLAIN));
    SplittableRandom random = new SplittableRandom(7);
    Path file = folder.resolve("bad.onnx");
    for (int i = 0; i < 2000; i++) {
      byte[] bad = Arrays.copyOf(good, i % 3 == 0 ? random.nextInt(good.length) : good.length);
      for (int j = 0; j < i % 3 && bad.length > 0; j++) {
        bad[random.nextInt(Math.min(bad.length, i % 2 == 0 ? 600 : bad.length))] =
            (byte) random.nextInt(256);
      }
      Files.write(file, bad);
      try {
        OnnxNetwork.read(file, Optional.empty(), 1);
      } catch (IOException e) {
        assertThat(e.getMessage()).startsWith(file.toString()).hasSizeLessThan(1000);
      }
    }
  }

  /** What a network of a convolution, a softmax, a flattening and a linear layer becomes. */
  private String refusal(UnaryOperator<NodeProto> change) throws IOException {
    return refusal(change, 17);
  }

  private String refusal(UnaryOperator<NodeProto> change, int operatorSet) throws IOException {
    Shape input = Shape.image(1, 8, 8);
    Network network =
        Network.of("small", conv(2, 3), maxPool(2).ceil(), softmax(), flatten(), linear(3));
    Path file = write(SeededNetwork.of(network, input, 1), channels(input), PLAIN);
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    model.getOpsetImportBuilder(0).setVersion(operatorSet);
    GraphProto.Builder graph = model.getGraphBuilder();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      graph.setNode(i, change.apply(graph.getNode(i)));
    }
    graph.addInitializer(vector("all", -1, 18)).addInitializer(vector("merged", -1, 2));
    graph.addInitializer(vector("copied", 0, -1)).addInitializer(vector("one", 1, -1));
    Files.write(file, model.build().toByteArray());
    try {
      OnnxNetwork.read(file, Optional.empty(), 1);
      return "";
    } catch (IOException e) {
      return e.getMessage().substring(file.toString().length());
    }
  }

  private static TensorProto vector(String name, long... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).addDims(values.length);
    Arrays.stream(values).forEach(tensor::addInt64Data);
    return tensor.setDataType(TensorProto.DataType.INT64.getNumber()).build();
  }

  private static UnaryOperator<NodeProto> changing(
      String operator, UnaryOperator<NodeProto.Builder> change) {
    return node ->
        node.getOpType().equals(operator) ? change.apply(node.toBuilder()).build() : node;
  }

  @Test
  void anOperatorWithoutALayerIsNamed() throws IOException {
    assertThat(refusal(UnaryOperator.identity())).isEmpty();
    assertThat(refusal(changing("MaxPool", node -> node.setOpType("LpPool"))))
        .contains("no layer for LpPool");
  }

  @Test
  void aSoftmaxIsOneOverChannels() throws IOException {
    UnaryOperator<NodeProto> columns =
        changing("Softmax", node -> node.setAttribute(0, Onnx.attribute("axis", -1)));
    assertThat(refusal(columns)).contains("(Softmax): its axis is -1 for 2x3x3");
    assertThat(refusal(changing("Softmax", NodeProto.Builder::clearAttribute)))
        .contains("(Softmax): its axis is -1 for 2x3x3");
    assertThat(refusal(UnaryOperator.identity(), 12))
        .contains("(Softmax): its axis is 1 for 2x3x3, with operator set 12");
    assertThat(
            refusal(changing("Softmax", node -> node.setAttribute(0, Onnx.attribute("axis", -3)))))
        .isEmpty();
  }

  @Test
  void aReshapeToTwoDimensionsFlattensImages() throws IOException {
    for (String shape : List.of("all", "copied")) {
      assertThat(refusal(reshape(shape))).isEmpty();
    }
    assertThat(refusal(reshape("merged")))
        .contains("(Reshape): it makes the shape [-1, 2] of 2x3x3");
    assertThat(refusal(reshape("one"))).contains("(Reshape): it makes the shape [1, -1] of 2x3x3");
  }

  private static UnaryOperator<NodeProto> reshape(String shape) {
    return changing("Flatten", node -> node.setOpType("Reshape").addInput(shape));
  }

  @Test
  void aMatrixTakesVectorsOnly() throws IOException {
    assertThat(refusal(changing("Flatten", node -> node.setOpType("Identity"))))
        .contains("(Gemm): Linear takes a vector, not feature maps of 2x3x3");
  }

  @Test
  void aPoolingThatRoundsUpOutsideOfItsInputIsRefused() throws IOException {
    // Of six rows and columns: the second window would start in the padding after them.
    UnaryOperator<NodeProto> padded =
        changing(
            "MaxPool",
            node ->
                node.clearAttribute()
                    .addAttribute(Onnx.attribute("kernel_shape", Size.of(2)))
                    .addAttribute(Onnx.attribute("strides", Size.of(7)))
                    .addAttribute(Onnx.pads(Size.of(1)))
                    .addAttribute(Onnx.attribute("ceil_mode", 1)));
    assertThat(refusal(padded)).contains("(MaxPool): it rounds up to a window outside");
  }

  @Test
  void aShapeThatIsNotTheFilesIsRefused() throws IOException {
    Shape input = Shape.image(1, 8, 8);
    Path file =
        write(
            SeededNetwork.of(Network.of("one", flatten(), linear(3)), input, 1),
            channels(input),
            PLAIN);
    assertThatThrownBy(() -> OnnxNetwork.read(file, Optional.of(Shape.image(1, 4, 16)), 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its images are 1x8x8, not 1x4x16");
  }

  private Path write(
      WeightedNetwork trained, ChannelNormalization channels, OnnxExport.Options options)
      throws IOException {
    Path file = folder.resolve("network.onnx");
    Files.write(file, OnnxExport.model(trained, channels, options, Map.of()).toByteArray());
    return file;
  }

  private static ChannelNormalization channels(Shape input) {
    return new ChannelNormalization(
        List.of(0.49f, 0.48f, 0.45f).subList(0, input.channels()),
        List.of(0.25f, 0.24f, 0.26f).subList(0, input.channels()));
  }
}
