package fovea.data;

import fovea.nn.Shape;

/**
 * Moves an image by whole pixels; what comes in is the image mirrored at its border. For several
 * views of a test image.
 *
 * @param down rows, of either sign
 * @param right columns, of either sign
 */
public record Shift(int down, int right) implements Transform {

  @Override
  public Shape output(Shape input) {
    if (Math.abs(down) >= input.height() || Math.abs(right) >= input.width()) {
      throw new IllegalArgumentException(
          "shift is %d rows and %d columns: it must be less than the image, %s"
              .formatted(down, right, input));
    }
    return input;
  }

  @Override
  public void apply(byte[] source, Shape input, byte[] destination, long key) {
    Crop.reflect(source, input, -down, -right, input.height(), input.width(), destination);
  }
}
