package fovea.lab.understand;

import fovea.nn.Conv2d;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * The path of a sliding window over a feature map, cell by cell. A transposed convolution is
 * represented by the equivalent convolution over its input with inserted zeros (Dumoulin and Visin
 * 2016, section 4).
 *
 * @param input size of the map
 * @param inputDilation distance between neighbouring elements of the map, with zeros in between; 1
 *     means adjacent
 * @param before padding above and to the left
 * @param after padding below and to the right
 * @param kernel size of the kernel
 * @param stride distance between neighbouring positions
 * @param dilation distance between neighbouring elements of the kernel
 * @param output size of the output: the number of positions
 */
public record SlidingWindow(
    Size input,
    Size inputDilation,
    Size before,
    Size after,
    Size kernel,
    Size stride,
    Size dilation,
    Size output) {

  /** The content of a cell. */
  public enum Kind {
    /** An element of the map. */
    INPUT,
    /** Padding around the map: zeros, or cells that a pooling ignores. */
    PADDING,
    /** A zero between two elements of the map. */
    INSERTED,
    /** A cell beyond the padding, covered only by the last window of a pooling in ceil mode. */
    BEYOND
  }

  /**
   * A position in a grid.
   *
   * @param row row, counted from 0
   * @param column column, counted from 0
   */
  public record Cell(int row, int column) {}

  /** The path of a convolution's or pooling's window. */
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
   * The path of a transposed convolution's window.
   *
   * @param conv kernel, stride, padding and dilation of the transposed convolution
   * @param outputPadding rows and columns to add to the output
   * @throws IllegalArgumentException if the padding is so large that it crops the input
   */
  public static SlidingWindow transposed(Conv2d conv, Shape input, Size outputPadding) {
    Shape output = LayerArithmetic.transposed(conv, input, outputPadding);
    Size extent = conv.window().orElseThrow().extent();
    int rows = extent.height() - 1 - conv.padding().height();
    int columns = extent.width() - 1 - conv.padding().width();
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          "padding is %s: a transposed convolution can only be drawn with a padding below the kernel's extent, %s, as a larger one crops its input"
              .formatted(conv.padding(), extent));
    }
    return new SlidingWindow(
        input.size(),
        conv.stride(),
        Size.of(rows, columns),
        Size.of(rows + outputPadding.height(), columns + outputPadding.width()),
        conv.kernel(),
        Size.of(1),
        conv.dilation(),
        output.size());
  }

  /** The size that the dilated window covers. */
  public Size extent() {
    return new Window(kernel, stride, Size.of(0), dilation, false).extent();
  }

  /** The size of the padded map, extended to all cells that the window reaches. */
  public Size grid() {
    Size padded = padded();
    Size extent = extent();
    return new Size(
        Math.max(padded.height(), (output.height() - 1) * stride.height() + extent.height()),
        Math.max(padded.width(), (output.width() - 1) * stride.width() + extent.width()));
  }

  /** The size of the padded map. */
  Size padded() {
    return new Size(
        before.height() + (input.height() - 1) * inputDilation.height() + 1 + after.height(),
        before.width() + (input.width() - 1) * inputDilation.width() + 1 + after.width());
  }

  /** The content of a cell of the {@link #grid}. */
  public Kind kind(Cell cell) {
    int row = cell.row() - before.height();
    int column = cell.column() - before.width();
    boolean within =
        row >= 0
            && column >= 0
            && row <= (input.height() - 1) * inputDilation.height()
            && column <= (input.width() - 1) * inputDilation.width();
    if (within) {
      return row % inputDilation.height() == 0 && column % inputDilation.width() == 0
          ? Kind.INPUT
          : Kind.INSERTED;
    }
    Size padded = padded();
    return cell.row() < padded.height() && cell.column() < padded.width()
        ? Kind.PADDING
        : Kind.BEYOND;
  }

  /** The top left cell of the window for an output position. */
  public Cell start(Cell position) {
    return new Cell(position.row() * stride.height(), position.column() * stride.width());
  }

  /** The cells that an output is computed from, row by row. */
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

  /** All output positions, row by row. */
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
