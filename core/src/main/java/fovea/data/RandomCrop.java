package fovea.data;

import fovea.nn.CountedRandom;
import fovea.nn.Shape;

/**
 * Keeps a window at a random place.
 *
 * @param size rows and columns of the window
 * @param padding rows and columns on each side of the image, where the window may reach; 0 to 65536
 * @param border what is there
 */
public record RandomCrop(int size, int padding, Border border) implements Transform {

  /** What lies around an image. */
  public enum Border {
    /** Zero bytes. */
    BLACK,
    /** The image mirrored at its outermost rows and columns, which are not repeated. */
    REFLECTED
  }

  /** Far beyond use; sums with it never overflow. */
  private static final int MOST_PADDING = 1 << 16;

  public RandomCrop {
    if (padding < 0 || padding > MOST_PADDING) {
      throw new IllegalArgumentException(
          "crop padding is %d: it must be from 0 to %d".formatted(padding, MOST_PADDING));
    }
  }

  /** With black around. */
  public RandomCrop(int size, int padding) {
    this(size, padding, Border.BLACK);
  }

  @Override
  public Shape output(Shape input) {
    int side = Math.min(input.height(), input.width());
    if (border == Border.REFLECTED && padding >= side) {
      throw new IllegalArgumentException(
          "crop padding is %d: to be reflected it must be below %d, the smaller side of %s"
              .formatted(padding, side, input));
    }
    return Crop.output(size, padding, input);
  }

  @Override
  public void apply(byte[] source, Shape input, byte[] destination, long key) {
    int rows = input.height() + 2 * padding - size + 1;
    int columns = input.width() + 2 * padding - size + 1;
    int top = CountedRandom.below(rows, key, 0) - padding;
    int left = CountedRandom.below(columns, key, 1) - padding;
    if (border == Border.BLACK) {
      Crop.copy(source, input, top, left, size, destination);
    } else {
      Crop.reflect(source, input, top, left, size, size, destination);
    }
  }
}
