package fovea.data;

import fovea.nn.Shape;
import java.util.Arrays;

/** Copies windows of images, for the cropping and shifting transforms. */
final class Crop {

  private Crop() {}

  /**
   * The shape of square crops of padded images.
   *
   * @throws IllegalArgumentException if the size is below 1 or larger than the padded image
   */
  static Shape output(int size, int padding, Shape input) {
    int max = Math.min(input.height(), input.width()) + 2 * padding;
    if (size < 1 || size > max) {
      throw new IllegalArgumentException(
          "crop size is %s: for images of %s with padding %s it must be from 1 to %s"
              .formatted(size, input, padding, max));
    }
    return Shape.image(input.channels(), size, size);
  }

  /** Copies a square window; pixels outside the image are black. */
  static void copy(byte[] source, Shape input, int top, int left, int size, byte[] destination) {
    int from = Math.max(left, 0);
    int to = Math.min(left + size, input.width());
    boolean inside =
        top >= 0 && left >= 0 && top + size <= input.height() && left + size <= input.width();
    if (!inside) {
      Arrays.fill(destination, 0, input.channels() * size * size, (byte) 0);
    }
    for (int channel = 0; channel < input.channels(); channel++) {
      for (int row = 0; row < size; row++) {
        int sourceRow = top + row;
        if (sourceRow >= 0 && sourceRow < input.height() && from < to) {
          System.arraycopy(
              source,
              (channel * input.height() + sourceRow) * input.width() + from,
              destination,
              (channel * size + row) * size + from - left,
              to - from);
        }
      }
    }
  }

  /**
   * Copies a window; pixels outside the image are mirrored at its outermost rows and columns, which
   * are not repeated.
   */
  static void reflect(
      byte[] source, Shape input, int top, int left, int rows, int columns, byte[] destination) {
    for (int channel = 0; channel < input.channels(); channel++) {
      for (int row = 0; row < rows; row++) {
        int from = (channel * input.height() + mirrored(top + row, input.height())) * input.width();
        int to = (channel * rows + row) * columns;
        for (int column = 0; column < columns; column++) {
          destination[to + column] = source[from + mirrored(left + column, input.width())];
        }
      }
    }
  }

  private static int mirrored(int index, int length) {
    int positive = Math.abs(index);
    return positive < length ? positive : 2 * (length - 1) - positive;
  }
}
