package fovea.interchange;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.gelu;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.relu;
import static fovea.nn.Layers.residual;
import static fovea.nn.Layers.scale;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import fovea.data.ChannelNormalization;
import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.nn.AvgPool2d;
import fovea.nn.Conv2d;
import fovea.nn.Layer;
import fovea.nn.MaxPool2d;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Networks that nobody thought of: ONNX Runtime and an import compute what they do. */
class RandomNetworkTest {

  private static final int MAX_LAYERS = 8;
  private static final int IMAGES = 2;

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void everyNetworkSurvivesTheWayOutAndIn(@ForAll long seed, @ForAll boolean fold)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Shape input =
        Shape.image(1 + random.nextInt(4), 5 + random.nextInt(14), 5 + random.nextInt(14));
    Network network = network(random, input);
    WeightedNetwork trained = SeededNetwork.of(network, input, seed);
    ChannelNormalization channels =
        new ChannelNormalization(
            Collections.nCopies(input.channels(), 0.4f),
            Collections.nCopies(input.channels(), 0.3f));
    OnnxExport.Options options = new OnnxExport.Options(fold, false, false);
    Path file = Files.createTempFile("network", ".onnx");
    try {
      Files.write(file, exported(trained, channels, options));
      OnnxCheck check = OnnxCheck.of(trained, channels, options, "auto", file);
      assertThat(check.reader()).startsWith("ONNX Runtime");
      assertThat(check.agrees()).as("%s: %s", check, network).isTrue();

      OnnxNetwork back = OnnxNetwork.read(file, Optional.of(input), 1);
      Engine engine = Engines.named("auto");
      float[] images = SeededNetwork.images(IMAGES, input);
      float[] expected = RuntimeSession.run(file, images, IMAGES, input);
      OnnxCheck again = OnnxCheck.compare("Fovea", expected, back.scores(engine, images, IMAGES));
      assertThat(again.agrees()).as("%s: %s", again, network).isTrue();
      if (!fold) {
        back.weighted()
            .parameters()
            .forEach(
                (name, values) ->
                    assertThat(values).as(name).isEqualTo(trained.parameters().get(name)));
      }
    } finally {
      Files.delete(file);
    }
  }

  @Example
  void aPoolingThatIsWiderThanItsInputIsRefusedByName() {
    Shape input = Shape.image(1, 5, 2);
    MaxPool2d wide = new MaxPool2d(Size.of(2, 3), Size.of(3, 2), Size.of(1, 0), true);
    WeightedNetwork trained =
        SeededNetwork.of(Network.of("wide", wide, flatten(), linear(2)), input, 1);
    ChannelNormalization channels = new ChannelNormalization(List.of(0.4f), List.of(0.3f));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                OnnxExport.model(
                    trained, channels, new OnnxExport.Options(false, false, false), Map.of()))
        .withMessageContaining("ONNX has no pooling that rounds up in one direction only");
  }

  /** The file of a network; one with a pooling that ONNX cannot say is left out. */
  private static byte[] exported(
      WeightedNetwork trained, ChannelNormalization channels, OnnxExport.Options options) {
    try {
      return OnnxExport.model(trained, channels, options, Map.of()).toByteArray();
    } catch (IllegalArgumentException e) {
      Assume.that(!e.getMessage().contains("ONNX has no pooling that rounds up in one direction"));
      throw e;
    }
  }

  private static Network network(SplittableRandom random, Shape input) {
    List<Layer> layers = new ArrayList<>();
    Shape shape = input;
    int wanted = 1 + random.nextInt(MAX_LAYERS);
    while (layers.size() < wanted) {
      try {
        Layer layer = layer(random, shape);
        Shape output = layer.output(shape);
        layer.parameters(shape); // refuses groups that do not divide the channels
        shape = output;
        layers.add(layer);
      } catch (IllegalArgumentException e) {
        // does not fit: another one
      }
    }
    layers.add(flatten());
    if (random.nextBoolean()) {
      layers.addAll(List.of(linear(1 + random.nextInt(9)), relu()));
    }
    layers.add(linear(2 + random.nextInt(5)));
    return Network.of("random", layers.toArray(Layer[]::new));
  }

  private static Layer layer(SplittableRandom random, Shape shape) {
    return switch (random.nextInt(8)) {
      case 0, 1 -> convolution(random, shape);
      case 2 -> random.nextBoolean() ? batchNorm() : batchNorm().withoutScale();
      case 3 -> random.nextBoolean() ? relu() : scale(random.nextBoolean() ? 0.5 : -1.0 / 3);
      case 4 -> random.nextBoolean() ? gelu() : dropout(0.3);
      case 5 ->
          new MaxPool2d(
              size(random, 1, 3), size(random, 1, 2), size(random, 0, 1), random.nextBoolean());
      case 6 -> average(random);
      default ->
          residual(
              conv(shape.channels(), 3).same(),
              random.nextBoolean() ? batchNorm() : relu(),
              conv(shape.channels(), 1));
    };
  }

  private static Conv2d convolution(SplittableRandom random, Shape shape) {
    int groups = random.nextInt(3) == 0 ? shape.channels() : 1; // depthwise, or not
    return new Conv2d(
        groups * (1 + random.nextInt(3)),
        size(random, 1, 5),
        size(random, 1, 2),
        size(random, 0, 2),
        size(random, 1, 2),
        groups,
        random.nextBoolean());
  }

  private static AvgPool2d average(SplittableRandom random) {
    boolean ceil = random.nextBoolean();
    return new AvgPool2d(
        size(random, 2, 3),
        size(random, 1, 2),
        size(random, 0, 1),
        ceil,
        !ceil && random.nextBoolean());
  }

  private static Size size(SplittableRandom random, int least, int most) {
    return Size.of(
        least + random.nextInt(most - least + 1), least + random.nextInt(most - least + 1));
  }
}
