package fovea.engine.reference;

import fovea.nn.Shape;
import fovea.nn.Size;

/**
 * The index arithmetic of a sliding window along one axis of the input, its rows or its columns.
 *
 * @param length length of the input
 * @param positions number of window positions, which is the length of the output
 * @param kernel length of the window
 * @param stride distance in the input between adjacent positions
 * @param padding number of padding elements on each side of the input
 * @param dilation distance in the input between adjacent elements of the window
 */
record WindowAxis(int length, int positions, int kernel, int stride, int padding, int dilation) {

  /** The vertical axis. */
  static WindowAxis rows(
      Shape input, Shape output, Size kernel, Size stride, Size padding, Size dilation) {
    return new WindowAxis(
        input.height(),
        output.height(),
        kernel.height(),
        stride.height(),
        padding.height(),
        dilation.height());
  }

  /** The horizontal axis. */
  static WindowAxis columns(
      Shape input, Shape output, Size kernel, Size stride, Size padding, Size dilation) {
    return new WindowAxis(
        input.width(),
        output.width(),
        kernel.width(),
        stride.width(),
        padding.width(),
        dilation.width());
  }

  /**
   * The input index under window element k at a position; an index outside the input is padding.
   */
  int index(int position, int k) {
    return position * stride - padding + k * dilation;
  }

  /** The first position at which window element k is over the input, not over padding. */
  int firstPosition(int k) {
    return Math.max(0, -Math.floorDiv(k * dilation - padding, stride));
  }

  /** One past the last position at which window element k is over the input. */
  int endPosition(int k) {
    return Math.min(positions, Math.floorDiv(length - 1 + padding - k * dilation, stride) + 1);
  }

  /** The first input index under a window without dilation. */
  int firstIndex(int position) {
    return Math.max(0, index(position, 0));
  }

  /** One past the last input index under a window without dilation. */
  int endIndex(int position) {
    return Math.min(length, index(position, kernel));
  }

  /**
   * The number of elements under a window without dilation, padding included. A ceil-mode window
   * may extend beyond the padding; that part is not counted.
   */
  int coveredElements(int position) {
    return Math.min(length + padding, index(position, kernel)) - index(position, 0);
  }
}
