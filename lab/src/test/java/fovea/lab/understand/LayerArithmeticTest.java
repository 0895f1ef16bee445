package fovea.lab.understand;

import static fovea.nn.Layers.conv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import fovea.nn.Conv2d;
import fovea.nn.Layers;
import fovea.nn.Linear;
import fovea.nn.MaxPool2d;
import fovea.nn.Shape;
import fovea.nn.Size;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Layer arithmetic, checked by counting. */
class LayerArithmeticTest {

  /** Positions of a window, by sliding it. */
  private static int slide(int length, int kernel, int stride, int padding, int dilation) {
    int count = 0;
    int last = dilation * (kernel - 1);
    for (int start = -padding; start + last < length + padding; start += stride) {
      count++;
    }
    return count;
  }

  @Property
  void sizesAndWeightsAreThoseOfCounting(
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 7) int kernel,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll @IntRange(min = 0, max = 4) int padding,
      @ForAll @IntRange(min = 1, max = 3) int dilation,
      @ForAll @IntRange(min = 1, max = 3) int groups) {
    int rows = slide(height, kernel, stride, padding, dilation);
    int columns = slide(width, kernel, stride, padding, dilation);
    Assume.that(rows > 0 && columns > 0);
    Shape input = Shape.image(2 * groups, height, width);
    Conv2d conv =
        conv(4 * groups, kernel).stride(stride).pad(padding).dilation(dilation).groups(groups);
    LayerArithmetic arithmetic = LayerArithmetic.of(conv, input);
    assertThat(arithmetic.output()).isEqualTo(Shape.image(4 * groups, rows, columns));
    assertThat(arithmetic.weights()).isEqualTo(4L * groups * 2 * kernel * kernel);
    assertThat(arithmetic.biases()).isEqualTo(4L * groups);
    assertThat(arithmetic.multiplyAdds())
        .isEqualTo(4L * groups * rows * columns * 2 * kernel * kernel);
    long outputs = 4L * groups * rows * columns;
    assertThat(arithmetic.fullyConnectedWeights()).isEqualTo(outputs * 2 * groups * height * width);
    assertThat(arithmetic.fullyConnectedBiases()).isEqualTo(outputs);
  }

  @Test
  void theFirstLayerOfTheLabsNetwork() {
    LayerArithmetic arithmetic = LayerArithmetic.of(conv(32, 5).same(), Shape.image(3, 32, 32));
    assertThat(arithmetic.output()).isEqualTo(Shape.image(32, 32, 32));
    assertThat(arithmetic.weights() + arithmetic.biases()).isEqualTo(2432);
    assertThat(arithmetic.fullyConnectedWeights()).isEqualTo(100_663_296);
    assertThat(Math.round(arithmetic.ratio())).isEqualTo(41_405);
  }

  @Property
  void oddKernelsHaveAPaddingThatKeepsTheSizeAndOneThatHalvesIt(
      @ForAll @IntRange(min = 1, max = 50) int height,
      @ForAll @IntRange(min = 1, max = 50) int width,
      @ForAll @IntRange(min = 0, max = 4) int half,
      @ForAll @IntRange(min = 1, max = 3) int dilation) {
    Shape input = Shape.image(3, height, width);
    Conv2d conv = conv(8, 2 * half + 1).dilation(dilation);
    Conv2d same = LayerArithmetic.padded(conv, input, input.size());
    assertThat(same.output(input).size()).isEqualTo(input.size());
    assertThat(same.padding()).isEqualTo(Size.of(half * dilation));
    Size halved = Size.of((height + 1) / 2, (width + 1) / 2);
    assertThat(LayerArithmetic.padded(conv.stride(2), input, halved).output(input).size())
        .isEqualTo(halved);
  }

  @Test
  void anEvenKernelKeepsNoSize() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LayerArithmetic.padded(conv(8, 4), Shape.image(3, 9, 9), Size.of(9)))
        .withMessage(
            "no symmetric padding gives 9 rows from 9 with kernel 4x4, stride 1x1"
                + " and dilation 1x1");
  }

  /** PyTorch's formula, and what transposition means: the convolution leads back. */
  @Property
  void aTransposedConvolutionUndoesTheSizes(
      @ForAll @IntRange(min = 1, max = 20) int height,
      @ForAll @IntRange(min = 1, max = 20) int width,
      @ForAll @IntRange(min = 1, max = 6) int kernel,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll @IntRange(min = 0, max = 2) int padding,
      @ForAll @IntRange(min = 0, max = 3) int more) {
    Assume.that(more < stride && kernel > 2 * padding);
    Conv2d conv = conv(5, kernel).stride(stride).pad(padding);
    Shape input = Shape.image(3, height, width);
    Shape output = LayerArithmetic.transposed(conv, input, Size.of(more));
    assertThat(output)
        .isEqualTo(
            Shape.image(
                5,
                (height - 1) * stride - 2 * padding + kernel + more,
                (width - 1) * stride - 2 * padding + kernel + more));
    assertThat(conv.output(output).size()).isEqualTo(input.size());
  }

  @Test
  void poolingsLearnNothingAndOthersHaveNoWindow() {
    MaxPool2d pool = Layers.maxPool(2).ceil();
    LayerArithmetic arithmetic = LayerArithmetic.of(pool, Shape.image(64, 7, 7));
    assertThat(arithmetic.output()).isEqualTo(Shape.image(64, 4, 4));
    assertThat(arithmetic.weights() + arithmetic.biases()).isZero();
    assertThat(arithmetic.weightDims()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LayerArithmetic.of(new Linear(3, true), Shape.vector(2)))
        .withMessage("Linear has no sliding window");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LayerArithmetic.transposed(conv(1, 3), Shape.image(1, 4, 4), Size.of(1)))
        .withMessage("output padding is 1x1: it must be 0 or more and below the stride, 1x1");
  }
}
