package fovea.engine.onednn;

import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;

import fovea.engine.Precision;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Summary;
import fovea.nn.Zoo;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Bf16HeuristicTest {

  private static final Shape COLOUR = Shape.image(3, 32, 32);

  private static Network zoo(String name, boolean batchNorm) {
    return Zoo.network(name, new Zoo.Options(10, 0, batchNorm));
  }

  /** Three convolutions of 5 x 5 and two linear layers, as cifarnet has them. */
  private static Network convolutions(int first, int second, int third, int hidden) {
    return Network.of(
        "convolutions",
        dropout(0.1),
        conv(first, 5).same(),
        relu(),
        maxPool(2),
        conv(second, 5).same(),
        relu(),
        maxPool(2),
        conv(third, 5).same(),
        relu(),
        maxPool(2),
        flatten(),
        linear(hidden),
        relu(),
        linear(10));
  }

  @ParameterizedTest
  @CsvSource({
    "lenet5, false, F32",
    "lenet5, true, F32",
    "cifarnet, false, BF16",
    "cifarnet, true, BF16",
    "resnet20, false, BF16",
    "vgg16, false, BF16"
  })
  void autoLooksAtTheNetwork(String name, boolean batchNorm, Precision expected) {
    Shape input = Zoo.input(name);
    Network network = zoo(name, batchNorm);
    assertThat(Bf16Heuristic.preferred(network, input).precision()).isEqualTo(expected);
  }

  /** Each with the ratio of a training step in bf16 to one in f32 that was measured. */
  @ParameterizedTest
  @CsvSource({
    "4, 8, 8, 124, F32", // 2.61
    "8, 16, 16, 248, F32", // 1.48
    "12, 24, 24, 372, F32", // 1.41
    "20, 20, 20, 1000, F32", // 1.14
    "8, 16, 32, 500, F32", // 1.37
    "20, 40, 40, 500, BF16", // 0.91
    "24, 48, 48, 744, BF16", // 0.91
    "8, 64, 64, 1000, BF16", // 0.92
    "40, 64, 64, 500, BF16", // 0.82
    "16, 4, 4, 500, BF16", // 0.74
    "16, 12, 12, 500, BF16", // 0.79
    "16, 32, 32, 496, BF16", // 0.63
    "32, 64, 8, 1000, BF16" // 0.60
  })
  void theFirstConvolutionDecides(int first, int second, int third, int hidden, Precision faster) {
    Network network = convolutions(first, second, third, hidden);
    assertThat(Bf16Heuristic.preferred(network, COLOUR).precision()).isEqualTo(faster);
    assertThat(Bf16Heuristic.slowConvolution(network, COLOUR).map(Summary.Row::name))
        .isEqualTo(faster == Precision.F32 ? Optional.of("conv1") : Optional.<String>empty());
  }

  @Test
  void linearLayersAndManyChannelsDoNotHinder() {
    Network linear = Network.of("linear", flatten(), linear(10));
    assertThat(Bf16Heuristic.slowConvolution(linear, COLOUR)).isEmpty();
    assertThat(Bf16Heuristic.slowConvolution(Network.of("none", flatten()), COLOUR)).isEmpty();
    assertThat(Bf16Heuristic.slowConvolution(Network.of("thin", conv(4, 3)), Shape.image(16, 8, 8)))
        .isEmpty();
    assertThat(Bf16Heuristic.slowConvolution(Network.of("thin", conv(4, 3)), COLOUR)).isPresent();
  }
}
