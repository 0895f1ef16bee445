package fovea.data;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;

/**
 * Crops a padded image to a square at a random position.
 *
 * @param size rows and columns of the square
 * @param padding rows and columns added on each side of the image, from 0 to 65536
 * @param border the content of the padding
 */
public record RandomCrop(int size, int padding, Border border) implements Transform {

  /** Padding modes. */
  public enum Border {
    /** Zeros. */
    BLACK,
    /** The image mirrored at its outermost rows and columns, which are not repeated. */
    REFLECTED
  }

  /** Far more than useful, and small enough that no sum overflows. */
  private static final int MAX_PADDING = 1 << 16;

  public RandomCrop {
    if (padding < 0 || padding > MAX_PADDING) {
      throw new IllegalArgumentException(
          "crop padding is %s: it must be from 0 to %s".formatted(padding, MAX_PADDING));
    }
  }

  /** A crop with zero padding. */
  public RandomCrop(int size, int padding) {
    this(size, padding, Border.BLACK);
  }

  @Override
  public Shape output(Shape input) {
    int side = Math.min(input.height(), input.width());
    if (border == Border.REFLECTED && padding >= side) {
      throw new IllegalArgumentException(
          "crop padding is %s: to be reflected it must be below %s, the smaller side of %s"
              .formatted(padding, side, input));
    }
    return Crop.output(size, padding, input);
  }

  @Override
  public void apply(byte[] source, Shape input, byte[] destination, long key) {
    int rows = input.height() + 2 * padding - size + 1;
    int columns = input.width() + 2 * padding - size + 1;
    int top = CounterBasedRandom.below(rows, key, 0) - padding;
    int left = CounterBasedRandom.below(columns, key, 1) - padding;
    if (border == Border.BLACK) {
      Crop.copy(source, input, top, left, size, destination);
    } else {
      Crop.reflect(source, input, top, left, size, size, destination);
    }
  }
}
