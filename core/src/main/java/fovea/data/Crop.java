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

  /**
   * Copies the centre of an image.
   *
   * @param shape the shape of the centre, in no direction larger than the image
   */
  static void centre(byte[] source, Shape input, Shape shape, byte[] destination) {
    int top = offset(input.height(), shape.height());
    int left = offset(input.width(), shape.width());
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int row = 0; row < shape.height(); row++) {
        System.arraycopy(
            source,
            (channel * input.height() + top + row) * input.width() + left,
            destination,
            (channel * shape.height() + row) * shape.width(),
            shape.width());
      }
    }
  }

  /** Where the centre begins, rounded half to even as in torchvision's {@code CenterCrop}. */
  static int offset(int length, int centre) {
    return (int) Math.rint((length - centre) / 2.0);
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
