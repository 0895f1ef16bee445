package fovea.lab.understand;

import static fovea.nn.Layers.conv;
import static org.assertj.core.api.Assertions.assertThat;

import fovea.nn.AvgPool2d;
import fovea.nn.Conv2d;
import fovea.nn.Layer;
import fovea.nn.Layers;
import fovea.nn.Shape;
import fovea.nn.Size;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TransposedArithmeticTest {

  /** PyTorch: ConvTranspose2d(in, out, k).weight is in x out / groups x k x k. */
  @Property(tries = 100)
  void countsAreThoseOfTheScatteringLoops(
      @ForAll @IntRange(min = 1, max = 6) int length,
      @ForAll @IntRange(min = 1, max = 3) int groups,
      @ForAll @IntRange(min = 1, max = 4) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride) {
    Shape input = Shape.image(2 * groups, length, length);
    Conv2d conv = conv(3 * groups, kernel).stride(stride).groups(groups);
    TransposedArithmetic arithmetic = TransposedArithmetic.of(conv, input, Size.of(0));
    long multiplyAdds = 0;
    for (int channel = 0; channel < 2 * groups; channel++) {
      for (int place = 0; place < length * length; place++) {
        for (int filter = 0; filter < 3 * groups; filter++) {
          if (channel / 2 == filter / 3) {
            multiplyAdds += (long) kernel * kernel;
          }
        }
      }
    }
    assertThat(arithmetic.multiplyAdds()).isEqualTo(multiplyAdds);
    assertThat(arithmetic.weightDims()).containsExactly(2 * groups, 3, kernel, kernel);
    assertThat(arithmetic.weights()).isEqualTo(2L * groups * 3 * kernel * kernel);
    assertThat(arithmetic.biases()).isEqualTo(3L * groups);
    long outputs = arithmetic.output().elements();
    assertThat(arithmetic.fullyConnectedWeights()).isEqualTo(outputs * input.elements());
    assertThat(arithmetic.fullyConnectedBiases()).isEqualTo(outputs);
  }

  @Property(tries = 200)
  void poolingsHaveThePositionsOfSlidingAndAPaddingThatHalves(
      @ForAll @IntRange(min = 2, max = 40) int length,
      @ForAll @IntRange(min = 1, max = 5) int kernel,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll @IntRange(min = 0, max = 2) int padding,
      @ForAll boolean ceil) {
    Assume.that(2 * padding <= kernel && kernel <= length + 2 * padding);
    AvgPool2d pool = new AvgPool2d(Size.of(kernel), Size.of(stride), Size.of(padding), ceil, true);
    int count = 0;
    for (int start = -padding; ; start += stride) {
      boolean whole = start + kernel <= length + padding;
      boolean partial = ceil && start < length && start + kernel - stride < length + padding;
      if (!whole && !partial) {
        break;
      }
      count++;
    }
    Shape input = Shape.image(1, length, length);
    assertThat(LayerArithmetic.of(pool, input).output().height()).isEqualTo(count);
  }

  @Test
  void paddingsOfPoolingsAreFound() {
    Shape input = Shape.image(32, 32, 32);
    Layer half = LayerArithmetic.padded(Layers.maxPool(2), input, Size.of(16));
    assertThat(half).isEqualTo(Layers.maxPool(2));
    Layer same = LayerArithmetic.padded(Layers.avgPool(3).stride(1), input, Size.of(32));
    assertThat(same).isEqualTo(Layers.avgPool(3).stride(1).pad(1));
  }
}
