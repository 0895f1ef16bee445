package fovea.engine;

import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static fovea.nn.Layers.residual;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import fovea.engine.onednn.OneDnnEngine;
import fovea.engine.reference.ReferenceEngine;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks whose linear layers have become convolutions, against the networks as they were. */
class FullyConvolutionalTest {

  static Stream<Arguments> networks() {
    return Stream.of(new ReferenceEngine(), new OneDnnEngine())
        .flatMap(
            engine ->
                Stream.of(
                    Arguments.of(engine, "lenet5", Shape.image(1, 28, 28)),
                    Arguments.of(engine, "cifarnet", Shape.image(3, 32, 32)),
                    Arguments.of(engine, "resnet20", Shape.image(3, 32, 32))));
  }

  private static Model compile(Engine engine, Network network, Shape input) {
    Model model = engine.compile(network, input, 2, Precision.F32);
    for (Variable variable : model.variables()) {
      Parameter parameter = variable.parameter();
      variable.write(Initialization.PYTORCH.values(parameter, 3), variable.values());
    }
    return model;
  }

  private static float[] scores(Model model, float[] images, int batch) {
    Program program = model.evaluation(batch);
    for (int i = 0; i < images.length; i++) {
      program.input().put(i, images[i]);
    }
    program.forward(0);
    float[] scores = new float[batch * model.output().elements()];
    program.output().get(0, scores);
    return scores;
  }

  private static float[] noise(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) CounterBasedRandom.normal(7, i);
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theScoresAreTheSameAndALargerImageGivesAMapOfThem(Engine engine, String name, Shape input) {
    Network network = Zoo.network(name, Zoo.Options.classes(10));
    Network converted = network.fullyConvolutional(input);
    float[] images = noise(2 * input.elements());
    try (Model original = compile(engine, network, input);
        Model same = engine.compile(converted, input, 2, Precision.F32)) {
      copy(original, same);
      assertThat(same.output()).isEqualTo(Shape.image(10, 1, 1));
      assertThat(converted.parameterCount(input)).isEqualTo(network.parameterCount(input));
      assertThat(scores(same, images, 2))
          .containsExactly(scores(original, images, 2), within(1e-4f));
    }
  }

  /** The values of one network's parameters in another of the same names. */
  private static void copy(Model from, Model to) {
    for (int i = 0; i < from.variables().size(); i++) {
      Variable source = from.variables().get(i);
      Variable target = to.variables().get(i);
      assertThat(target.parameter().name()).isEqualTo(source.parameter().name());
      target.write(source.read(source.values()), target.values());
    }
  }

  /** Without padding before them, the scores of a larger image are those of its windows. */
  @Test
  void aMapHoldsTheScoresOfTheImagesWindows() {
    Network network =
        Network.of(
            "valid", conv(4, 3), relu(), maxPool(2), flatten(), linear(5), relu(), linear(3));
    Shape small = Shape.image(2, 8, 8);
    Shape large = Shape.image(2, 12, 10);
    ReferenceEngine engine = new ReferenceEngine();
    float[] image = noise(large.elements());
    try (Model windows = compile(engine, network, small);
        Model map = engine.compile(network.fullyConvolutional(small), large, 1, Precision.F32)) {
      copy(windows, map);
      assertThat(map.output()).isEqualTo(Shape.image(3, 3, 2));
      float[] scores = scores(map, image, 1);
      for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 2; column++) {
          float[] window = new float[small.elements()];
          for (int i = 0; i < window.length; i++) {
            int y = 2 * row + i / 8 % 8;
            int x = 2 * column + i % 8;
            window[i] = image[(i / 64 * 12 + y) * 10 + x];
          }
          float[] expected = scores(windows, window, 1);
          for (int label = 0; label < 3; label++) {
            assertThat(scores[(label * 3 + row) * 2 + column])
                .isCloseTo(expected[label], within(1e-5f));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"224, 224, 1, 1", "256, 256, 2, 2", "384, 384, 6, 6", "256, 416, 2, 7"})
  void theMapOfVgg16IsAsLargeAsItIs(int height, int width, int rows, int columns) {
    Network network = Zoo.network("vgg16", Zoo.Options.classes(1000));
    Network converted = network.fullyConvolutional(Shape.image(3, 224, 224));
    assertThat(converted.output(Shape.image(3, height, width)))
        .isEqualTo(Shape.image(1000, rows, columns));
    assertThat(converted.parameterCount(Shape.image(3, height, width))).isEqualTo(138_357_544);
  }

  @Test
  void linearLayersThatTakeNoMapsAreRefused() {
    Network network = Network.of("vectors", flatten(), linear(4), residual(linear(4), relu()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network.fullyConvolutional(Shape.image(1, 2, 2)))
        .withMessageContaining("in a residual block: it takes no flattened maps");
  }
}
