package fovea.data;

import fovea.nn.Shape;

/**
 * Translates an image by whole pixels, with reflection padding. Meant for test-time augmentation.
 *
 * @param down rows to shift down by; negative shifts up
 * @param right columns to shift right by; negative shifts left
 */
public record Shift(int down, int right) implements Transform {

  @Override
  public Shape output(Shape input) {
    if (Math.abs(down) >= input.height() || Math.abs(right) >= input.width()) {
      throw new IllegalArgumentException(
          "shift is %s rows and %s columns: it must be less than the image, %s"
              .formatted(down, right, input));
    }
    return input;
  }

  @Override
  public void apply(byte[] source, Shape input, byte[] destination, long key) {
    Crop.reflect(source, input, -down, -right, input.height(), input.width(), destination);
  }
}
