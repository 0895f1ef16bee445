package fovea.nn;

import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static fovea.nn.Layers.residual;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Shapes, parameters and multiply-adds against counting. */
class CostTest {

  @Property(tries = 300)
  void aConvolutionCostsWhatItsLoopsCount(
      @ForAll @IntRange(min = 1, max = 4) int channelsOfAGroup,
      @ForAll @IntRange(min = 1, max = 4) int filtersOfAGroup,
      @ForAll @IntRange(min = 1, max = 3) int groups,
      @ForAll @IntRange(min = 1, max = 8) int height,
      @ForAll @IntRange(min = 1, max = 8) int width,
      @ForAll @IntRange(min = 1, max = 3) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(max = 2) int padding,
      @ForAll @IntRange(min = 1, max = 2) int dilation) {
    int extent = dilation * (kernel - 1) + 1;
    Assume.that(Math.min(height, width) + 2 * padding >= extent);
    int filters = filtersOfAGroup * groups;
    Conv2d layer =
        conv(filters, kernel).stride(stride).pad(padding).dilation(dilation).groups(groups);
    Shape input = Shape.image(channelsOfAGroup * groups, height, width);
    int rows = 0;
    int columns = 0;
    long multiplyAdds = 0;
    for (int top = -padding; top + extent <= height + padding; top += stride) {
      rows++;
      columns = 0;
      for (int left = -padding; left + extent <= width + padding; left += stride) {
        columns++;
        multiplyAdds += (long) filters * channelsOfAGroup * kernel * kernel;
      }
    }
    assertThat(layer.output(input)).isEqualTo(Shape.image(filters, rows, columns));
    assertThat(layer.multiplyAdds(input)).isEqualTo(multiplyAdds);
    assertThat(layer.parameters(input).get(0).elements())
        .isEqualTo(filters * channelsOfAGroup * kernel * kernel);
    assertThat(layer.parameters(input).get(1).elements()).isEqualTo(filters);
  }

  @Property
  void poolingKeepsChannelsAndSamePaddingKeepsSizes(
      @ForAll @IntRange(min = 1, max = 5) int channels,
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 0, max = 3) int radius,
      @ForAll @IntRange(min = 1, max = 3) int dilation) {
    Shape input = Shape.image(channels, height, width);
    Conv2d same = conv(7, 2 * radius + 1).dilation(dilation).same();
    assertThat(same.output(input)).isEqualTo(Shape.image(7, height, width));
    assertThat(maxPool(2).ceil().output(input))
        .isEqualTo(Shape.image(channels, (height + 1) / 2, (width + 1) / 2));
  }

  @Test
  void aNetworkCostsTheSumOfItsLayers() {
    Network network =
        Network.of(
            "n",
            conv(4, 3).same(),
            residual(conv(4, 3).same().withoutBias(), relu()),
            Layers.flatten(),
            linear(5).withoutBias());
    Shape input = Shape.image(2, 3, 3);
    assertThat(network.output(input)).isEqualTo(Shape.vector(5));
    assertThat(network.multiplyAdds(input)).isEqualTo(9 * 4 * 2 * 9 + 9 * 4 * 4 * 9 + 4 * 9 * 5);
    assertThat(network.parameterCount(input)).isEqualTo(4 * 2 * 9 + 4 + 4 * 4 * 9 + 4 * 9 * 5);
  }

  @Test
  void aSummaryAddsUpToTheNetwork() {
    for (String name : Zoo.names()) {
      Network network = Zoo.network(name, Zoo.Options.classes(Zoo.classes(name)));
      Summary summary = Summary.of(network, Zoo.input(name));
      assertThat(summary.parameters()).isEqualTo(network.parameterCount(Zoo.input(name)));
      assertThat(summary.multiplyAdds()).isEqualTo(network.multiplyAdds(Zoo.input(name)));
      assertThat(summary.rows().get(summary.rows().size() - 1).output())
          .isEqualTo(network.output(Zoo.input(name)));
    }
  }

  @Test
  void aSummaryOpensResidualBlocks() {
    Network network = Network.of("n", conv(2, 1), residual(conv(2, 3).same(), relu()));
    Summary summary = Summary.of(network, Shape.image(1, 4, 4));
    assertThat(summary.rows())
        .extracting(Summary.Row::name)
        .containsExactly("conv1", "block2.conv1", "block2.relu1", "block2");
    assertThat(summary.rows().get(3).receptiveField().size()).isEqualTo(Size.of(3));
    assertThat(summary.memory()).isEqualTo(4 * 2 * 16 * Float.BYTES);
  }
}
