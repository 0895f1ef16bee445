package fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WindowTest {

  @Property
  void positionsAreThoseCountedOneByOne(
      @ForAll @IntRange(min = 1, max = 20) int length,
      @ForAll @IntRange(min = 1, max = 6) int kernel,
      @ForAll @IntRange(min = 1, max = 5) int stride,
      @ForAll @IntRange(max = 3) int padding,
      @ForAll @IntRange(min = 1, max = 3) int dilation,
      @ForAll boolean ceilMode) {
    int counted = count(length, kernel, stride, padding, dilation, ceilMode);
    Window window =
        new Window(Size.of(kernel), Size.of(stride), Size.of(padding), Size.of(dilation), ceilMode);
    Shape input = Shape.image(2, length, length);
    if (counted == 0) {
      assertThatIllegalArgumentException().isThrownBy(() -> window.positions("Layer", input));
    } else {
      assertThat(window.positions("Layer", input)).isEqualTo(Size.of(counted));
    }
  }

  /** Moves the window on until it has passed the end, and counts where it may stand. */
  private static int count(
      int length, int kernel, int stride, int padding, int dilation, boolean ceilMode) {
    int counted = 0;
    int end = length + padding;
    for (int start = -padding; start < end; start += stride) {
      int last = start + dilation * (kernel - 1);
      boolean fits = last < end;
      boolean endUncovered = last - stride < end - 1;
      if (fits || (ceilMode && endUncovered && start < length)) {
        counted++;
      }
    }
    return counted;
  }

  @Test
  void rowsAndColumnsAreCountedApart() {
    Window window = new Window(Size.of(3, 1), Size.of(1, 2), Size.of(1, 0), Size.of(2, 1), false);
    assertThat(window.extent()).isEqualTo(Size.of(5, 1));
    assertThat(window.positions("Layer", Shape.image(1, 6, 9))).isEqualTo(Size.of(4, 5));
  }

  @Test
  void aWindowThatDoesNotFitSaysWhatItCovers() {
    Window window = new Window(Size.of(5), Size.of(1), Size.of(1), Size.of(2), false);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> window.positions("Conv2d", Shape.image(3, 6, 9)))
        .withMessage(
            "Conv2d does not fit its input 3x6x9: its window covers 9x9, the input with padding 1x1"
                + " only 8x11");
  }

  @Test
  void aVectorIsRefused() {
    Window window = new Window(Size.of(1), Size.of(1), Size.of(0), Size.of(1), false);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> window.positions("MaxPool2d", Shape.vector(8)))
        .withMessageContaining("not a vector of 8");
  }

  @Test
  void numbersTooLargeAreRefusedAndDoNotWrapAround() {
    Size huge = Size.of(2_000_000_000);
    Shape image = Shape.image(3, 32, 32);
    Window padded = new Window(Size.of(3), Size.of(1), huge, Size.of(1), false);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> padded.positions("Conv2d", image))
        .withMessageContaining("more than 2^31 - 1 positions");
    Window strided = new Window(Size.of(3), huge, huge, Size.of(1), true);
    assertThat(strided.positions("Conv2d", image)).isEqualTo(Size.of(3));
    Window large = new Window(huge, Size.of(1), Size.of(1), Size.of(1), false);
    assertThatIllegalArgumentException().isThrownBy(() -> large.positions("Conv2d", image));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Window(huge, Size.of(1), Size.of(1), Size.of(2), false))
        .withMessageContaining("covers more than 2^31 - 1 rows or columns");
  }
}
