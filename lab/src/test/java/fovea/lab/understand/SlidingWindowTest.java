package fovea.lab.understand;

import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.maxPool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import fovea.lab.understand.SlidingWindow.Cell;
import fovea.lab.understand.SlidingWindow.Kind;
import fovea.lab.words.Texts;
import fovea.nn.Conv2d;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {

  private static final Texts TEXTS = Texts.of("understand.arithmetic", "en");

  private static SlidingWindow of(Conv2d conv, int height, int width) {
    return SlidingWindow.of(LayerArithmetic.of(conv, Shape.image(1, height, width)));
  }

  private static List<Cell> all(Size size) {
    List<Cell> cells = new ArrayList<>();
    for (int row = 0; row < size.height(); row++) {
      for (int column = 0; column < size.width(); column++) {
        cells.add(new Cell(row, column));
      }
    }
    return cells;
  }

  @Property(tries = 200)
  void aConvolutionsWindowStaysOnTheMapAndItsPadding(
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width,
      @ForAll @IntRange(min = 1, max = 4) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 3) int padding,
      @ForAll @IntRange(min = 1, max = 2) int dilation) {
    int extent = dilation * (kernel - 1) + 1;
    Assume.that(extent <= height + 2 * padding && extent <= width + 2 * padding);
    SlidingWindow window =
        of(conv(1, kernel).stride(stride).pad(padding).dilation(dilation), height, width);
    assertThat(window.grid()).isEqualTo(Size.of(height + 2 * padding, width + 2 * padding));
    assertThat(all(window.grid()).stream().filter(each -> window.kind(each) == Kind.INPUT))
        .hasSize(height * width);
    assertThat(window.positions()).hasSize(window.output().area());
    for (Cell position : window.positions()) {
      assertThat(window.cells(position))
          .hasSize(kernel * kernel)
          .allMatch(each -> all(window.grid()).contains(each));
    }
    // One step more would leave the padding.
    int next = window.output().height() * stride;
    assertThat(next + extent).isGreaterThan(window.grid().height());
  }

  /** What its own definition gives: each number of the input adds a kernel to the output. */
  @Property(tries = 200)
  void aTransposedConvolutionIsThatOverSpreadNumbers(
      @ForAll @IntRange(min = 1, max = 5) int length,
      @ForAll @IntRange(min = 1, max = 4) int kernel,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 2) int padding,
      @ForAll @IntRange(min = 1, max = 2) int dilation,
      @ForAll @IntRange(min = 0, max = 2) int more) {
    int extent = dilation * (kernel - 1) + 1;
    Assume.that(padding < extent && more < stride);
    Conv2d conv = conv(1, kernel).stride(stride).pad(padding).dilation(dilation);
    Assume.that((length - 1) * stride + extent + more - 2 * padding > 0);
    SlidingWindow window =
        SlidingWindow.transposed(conv, Shape.image(1, length, length), Size.of(more));
    int[] scattered = new int[window.output().height()];
    for (int i = 0; i < length; i++) {
      for (int k = 0; k < kernel; k++) {
        int place = i * stride + k * dilation - padding;
        if (place >= 0 && place < scattered.length) {
          scattered[place]++;
        }
      }
    }
    int[] gathered = new int[scattered.length];
    for (int row = 0; row < gathered.length; row++) {
      for (int k = 0; k < kernel; k++) {
        Cell cell = window.cells(new Cell(row, 0)).get(k * kernel);
        // A column that has numbers tells whether this row has.
        if (window.kind(new Cell(cell.row(), window.before().width())) == Kind.INPUT) {
          gathered[row]++;
        }
      }
    }
    assertThat(gathered).isEqualTo(scattered);
    assertThat(window.grid().height())
        .isEqualTo(window.output().height() - 1 + window.extent().height());
  }

  @Test
  void aPoolingInCeilModeReachesBeyond() {
    SlidingWindow window =
        SlidingWindow.of(LayerArithmetic.of(maxPool(2).ceil(), Shape.image(1, 7, 7)));
    assertThat(window.grid()).isEqualTo(Size.of(8));
    assertThat(window.kind(new Cell(7, 0))).isEqualTo(Kind.BEYOND);
    assertThat(window.kind(new Cell(6, 6))).isEqualTo(Kind.INPUT);
    assertThat(window.cells(new Cell(3, 3))).contains(new Cell(7, 7));
  }

  @Test
  void fewPositionsAreAllShownAndManyAlongTwoBorders() {
    WindowFigure few = new WindowFigure(of(conv(1, 3), 5, 5), "few", TEXTS);
    assertThat(few.animation().frames()).hasSize(9);
    WindowFigure many = new WindowFigure(of(conv(1, 5).same(), 32, 32), "many", TEXTS);
    assertThat(many.animation().frames()).hasSize(32 + 31);
    assertThat(many.still().width()).isLessThan(1200);
  }

  @Test
  void whatCannotBeToldApartIsNotDrawn() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WindowFigure(of(conv(1, 3).same(), 224, 224), "", TEXTS))
        .withMessageStartingWith("cannot draw 226x226 cells, padding included: a figure shows up");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SlidingWindow.transposed(conv(1, 1).pad(1), Shape.image(1, 4, 4), Size.of(0)))
        .withMessageStartingWith(
            "padding is 1x1: a transposed convolution can only be drawn with a padding below");
  }
}
