package fovea.lab.understand;

import fovea.nn.Conv2d;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * A window's way over one feature map, cell by cell. A transposed convolution is told as the
 * convolution that it equals: over its input with zeros between the numbers (Dumoulin and Visin
 * 2016, section 4).
 *
 * @param input rows and columns of the map
 * @param spread distance between its neighbouring numbers; 1 means adjacent
 * @param before rows and columns of zeros above and to the left
 * @param after rows and columns of zeros below and to the right
 * @param kernel rows and columns of the window
 * @param stride steps between two positions
 * @param dilation distance between the window's neighbouring elements
 * @param output rows and columns of positions
 */
public record SlidingWindow(
    Size input,
    Size spread,
    Size before,
    Size after,
    Size kernel,
    Size stride,
    Size dilation,
    Size output) {

  /** What lies at a place. */
  public enum Kind {
    /** A number of the map. */
    INPUT,
    /** A zero around it, or what a pooling passes over. */
    PADDING,
    /** A zero between two numbers. */
    INSERTED,
    /** Nothing: the last window of a pooling in ceil mode reaches beyond the padding. */
    BEYOND
  }

  /**
   * A place in a grid.
   *
   * @param row counted from 0
   * @param column counted from 0
   */
  public record Cell(int row, int column) {}

  /** The way of a convolution's or a pooling's window. */
  public static SlidingWindow of(LayerArithmetic arithmetic) {
    Window window = arithmetic.window();
    return new SlidingWindow(
        arithmetic.input().size(),
        Size.of(1),
        window.padding(),
        window.padding(),
        window.kernel(),
        window.stride(),
        window.dilation(),
        arithmetic.output().size());
  }

  /**
   * The way of a transposed convolution's window.
   *
   * @param conv the convolution that is transposed
   * @param more rows and columns of output padding
   * @throws IllegalArgumentException if its padding takes away from the map instead
   */
  public static SlidingWindow transposed(Conv2d conv, Shape input, Size more) {
    Shape output = LayerArithmetic.transposed(conv, input, more);
    Size extent = conv.window().orElseThrow().extent();
    int rows = extent.height() - 1 - conv.padding().height();
    int columns = extent.width() - 1 - conv.padding().width();
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          "padding is %s: one of the kernel's extent, %s, or more cuts the input of a transposed convolution, which is not drawn"
              .formatted(conv.padding(), extent));
    }
    return new SlidingWindow(
        input.size(),
        conv.stride(),
        Size.of(rows, columns),
        Size.of(rows + more.height(), columns + more.width()),
        conv.kernel(),
        Size.of(1),
        conv.dilation(),
        output.size());
  }

  /** Rows and columns that the window covers. */
  public Size extent() {
    return new Window(kernel, stride, Size.of(0), dilation, false).extent();
  }

  /** Rows and columns of the map with its zeros, and whatever the window reaches. */
  public Size grid() {
    Size padded = padded();
    Size extent = extent();
    return new Size(
        Math.max(padded.height(), (output.height() - 1) * stride.height() + extent.height()),
        Math.max(padded.width(), (output.width() - 1) * stride.width() + extent.width()));
  }

  /** Rows and columns of the map with its zeros. */
  Size padded() {
    return new Size(
        before.height() + (input.height() - 1) * spread.height() + 1 + after.height(),
        before.width() + (input.width() - 1) * spread.width() + 1 + after.width());
  }

  /** What lies at a place of the {@link #grid}. */
  public Kind kind(Cell cell) {
    int row = cell.row() - before.height();
    int column = cell.column() - before.width();
    boolean within =
        row >= 0
            && column >= 0
            && row <= (input.height() - 1) * spread.height()
            && column <= (input.width() - 1) * spread.width();
    if (within) {
      return row % spread.height() == 0 && column % spread.width() == 0
          ? Kind.INPUT
          : Kind.INSERTED;
    }
    Size padded = padded();
    return cell.row() < padded.height() && cell.column() < padded.width()
        ? Kind.PADDING
        : Kind.BEYOND;
  }

  /** The window's first cell while it makes an output. */
  public Cell start(Cell position) {
    return new Cell(position.row() * stride.height(), position.column() * stride.width());
  }

  /** The cells that an output is made from, row by row. */
  public List<Cell> cells(Cell position) {
    Cell start = start(position);
    List<Cell> cells = new ArrayList<>();
    for (int row = 0; row < kernel.height(); row++) {
      for (int column = 0; column < kernel.width(); column++) {
        cells.add(
            new Cell(
                start.row() + row * dilation.height(), start.column() + column * dilation.width()));
      }
    }
    return cells;
  }

  /** All positions, row by row. */
  public List<Cell> positions() {
    List<Cell> positions = new ArrayList<>();
    for (int row = 0; row < output.height(); row++) {
      for (int column = 0; column < output.width(); column++) {
        positions.add(new Cell(row, column));
      }
    }
    return positions;
  }
}
