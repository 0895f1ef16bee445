package fovea.nn;

import java.util.stream.IntStream;

/**
 * A sliding window, with the arithmetic of sizes that convolution and pooling share (Dumoulin and
 * Visin, "A guide to convolution arithmetic for deep learning", 2016, relationship 15).
 *
 * @param kernel rows and columns of the window
 * @param stride rows and columns between adjacent positions
 * @param padding rows and columns added on each side
 * @param dilation distance between adjacent elements of the window; 1 for an ordinary window
 * @param ceilMode whether to include a last, partial window; as in PyTorch, only if it starts
 *     inside the input or its left padding
 */
public record Window(Size kernel, Size stride, Size padding, Size dilation, boolean ceilMode) {

  public Window {
    require(kernel.atLeast(1), "kernel", kernel, "at least 1");
    require(stride.atLeast(1), "stride", stride, "at least 1");
    require(padding.atLeast(0), "padding", padding, "at least 0");
    require(dilation.atLeast(1), "dilation", dilation, "at least 1");
    if (extent(dilation.height(), kernel.height()) > Integer.MAX_VALUE
        || extent(dilation.width(), kernel.width()) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "kernel %s with dilation %s covers more than 2^31 - 1 rows or columns"
              .formatted(kernel, dilation));
    }
  }

  private static long extent(int dilation, int kernel) {
    return (long) dilation * (kernel - 1) + 1;
  }

  private static void require(boolean holds, String name, Size value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s: it must be %s".formatted(name, value, allowed));
    }
  }

  /** Rows and columns that the window spans, including the gaps of dilation. */
  public Size extent() {
    return new Size(
        (int) extent(dilation.height(), kernel.height()),
        (int) extent(dilation.width(), kernel.width()));
  }

  /**
   * Whether each element of the window lies on the input in some position of the window. The others
   * only ever meet padding, as the outer rows of a 5 x 5 window do on an input of one row.
   *
   * @param positions number of positions of the window on the input
   * @param input rows and columns of the input
   */
  public boolean meetsInput(Size positions, Size input) {
    return meetsInput(
            kernel.height(),
            stride.height(),
            padding.height(),
            dilation.height(),
            positions.height(),
            input.height())
        && meetsInput(
            kernel.width(),
            stride.width(),
            padding.width(),
            dilation.width(),
            positions.width(),
            input.width());
  }

  private static boolean meetsInput(
      int kernel, int stride, int padding, int dilation, int positions, int input) {
    return IntStream.range(0, kernel)
        .allMatch(
            element ->
                IntStream.range(0, positions)
                    .mapToLong(
                        position -> (long) position * stride + (long) element * dilation - padding)
                    .anyMatch(index -> index >= 0 && index < input));
  }

  /**
   * Number of positions of the window on an input, in rows and columns.
   *
   * @param layer the layer's name in messages
   * @throws IllegalArgumentException if the input is a vector or the window does not fit it
   */
  public Size positions(String layer, Shape input) {
    if (input.flat()) {
      throw new IllegalArgumentException(
          "%s takes feature maps (C x H x W), not a vector of %s: put it before flatten()"
              .formatted(layer, input));
    }
    Size extent = extent();
    return new Size(
        positions(layer, input, input.height(), extent.height(), stride.height(), padding.height()),
        positions(layer, input, input.width(), extent.width(), stride.width(), padding.width()));
  }

  private int positions(String layer, Shape input, int length, int extent, int step, int pad) {
    long padded = length + 2L * pad;
    long room = padded - extent;
    long count = Math.floorDiv(room, step) + 1;
    if (ceilMode && Math.floorMod(room, step) != 0 && count * step < (long) length + pad) {
      count++;
    }
    if (count < 1) {
      throw new IllegalArgumentException(
          "%s does not fit its input %s: its window covers %s, the input with padding %s only %sx%s"
              .formatted(
                  layer,
                  input,
                  extent(),
                  padding,
                  input.height() + 2L * padding.height(),
                  input.width() + 2L * padding.width()));
    }
    if (count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s with padding %s has more than 2^31 - 1 positions over its input %s"
              .formatted(layer, padding, input));
    }
    return (int) count;
  }
}
