package fovea.engine.reference;

import fovea.nn.Shape;
import fovea.nn.Size;

/**
 * One axis, rows or columns, of a window that slides over an input.
 *
 * @param length elements of the input
 * @param positions where the window stands: 0 to positions - 1
 * @param kernel elements of the window
 * @param stride elements of the input between two positions
 * @param padding elements in front of the input's first, and behind its last
 * @param dilation elements of the input between two elements of the window
 */
record WindowAxis(int length, int positions, int kernel, int stride, int padding, int dilation) {

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

  /** The element of the input that element k of the window meets; outside means padding. */
  int at(int position, int k) {
    return position * stride - padding + k * dilation;
  }

  /** The first position at which element k of the window meets the input, not padding. */
  int first(int k) {
    return Math.max(0, -Math.floorDiv(k * dilation - padding, stride));
  }

  /** The position behind the last one at which element k of the window meets the input. */
  int end(int k) {
    return Math.min(positions, Math.floorDiv(length - 1 + padding - k * dilation, stride) + 1);
  }

  /** The first element of the input under the window, which has no dilation. */
  int from(int position) {
    return Math.max(0, at(position, 0));
  }

  /** The element behind the last one of the input under the window. */
  int to(int position) {
    return Math.min(length, at(position, kernel));
  }

  /** Elements under the window, those of the padding included, those beyond it not. */
  int covered(int position) {
    return Math.min(length + padding, at(position, kernel)) - at(position, 0);
  }
}
