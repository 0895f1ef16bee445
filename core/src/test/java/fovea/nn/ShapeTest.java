package fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeTest {

  @Property
  void isReadAsItIsWritten(
      @ForAll @IntRange(min = 1, max = 1000) int channels,
      @ForAll @IntRange(min = 1, max = 1000) int height,
      @ForAll @IntRange(min = 1, max = 1000) int width) {
    Shape shape = Shape.image(channels, height, width);
    assertThat(Shape.parse(shape.toString())).isEqualTo(shape);
    assertThat(shape.dims()).containsExactly(channels, height, width);
    assertThat(shape.elements()).isEqualTo(channels * height * width);
  }

  @ParameterizedTest
  @CsvSource({
    "3x32x24, 3, 32, 24",
    "32x24x3, 3, 32, 24",
    "1x28x28, 1, 28, 28",
    "28x28x1, 1, 28, 28",
    "32x3x4, 32, 3, 4",
    "16x1x1, 16, 1, 1",
    "28x28x64, 28, 28, 64",
    "3x3x3, 3, 3, 3",
    "4x8x2, 4, 8, 2"
  })
  void oneEndFromOneToFourIsTheChannels(String text, int channels, int height, int width) {
    assertThat(Shape.parse(text, Shape.Order.CHANNELS_FIRST))
        .isEqualTo(Shape.image(channels, height, width));
  }

  @ParameterizedTest
  @CsvSource({"28x28x64, 64, 28, 28", "3x32x24, 3, 32, 24", "4x8x2, 2, 4, 8", "5x5x1, 1, 5, 5"})
  void theOrderMayBeTheOther(String text, int channels, int height, int width) {
    assertThat(Shape.parse(text, Shape.Order.CHANNELS_LAST))
        .isEqualTo(Shape.image(channels, height, width));
  }

  @Test
  void mayBeWrittenWithSpacesAndACapital() {
    assertThat(Shape.parse("3 X 32 x 24")).isEqualTo(Shape.image(3, 32, 24));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3", "3x32", "3x32x32x1", "3x32xa", "3x32x", "3,32,32", "3x1.5x2"})
  void otherTextIsRefusedWithAnExample(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.parse(text))
        .withMessage(
            "'"
                + text
                + "' is not a shape: write channels x height x width, such as 3x32x32, or height x"
                + " width x channels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x1x1", "1x-1x1", "1x1x0"})
  void dimensionsBelowOneAreRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.parse(text))
        .withMessage("shape " + text + ": every dimension must be at least 1");
  }

  @Test
  void moreElementsThanAnArrayHoldsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Shape.image(1 << 11, 1 << 10, 1 << 10))
        .withMessageContaining("more than 2^31 - 1 elements");
  }

  @Test
  void aVectorHasOneDimension() {
    assertThat(Shape.vector(10).dims()).containsExactly(10);
    assertThat(Shape.vector(10)).hasToString("10").isNotEqualTo(Shape.image(10, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Shape(1, 2, 1, true));
  }
}
