package fovea.recipe;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import fovea.nn.Size;
import java.util.Optional;

/**
 * The size that a directory's images get: {@code 224}, or width x height such as {@code 320x240};
 * {@code 0} leaves it to the images.
 *
 * @param width columns, in pixels
 * @param height rows, in pixels
 */
public record ImageSize(int width, int height) {

  /** A size that depends on the images. */
  public static final ImageSize AUTOMATIC = new ImageSize(0, 0);

  private static final int MAX_SIDE = 4096;

  /** What is allowed, for error messages. */
  static final String ALLOWED =
      "a side from 1 to %s, or width x height such as 320x240; 0 leaves it to the images"
          .formatted(MAX_SIDE);

  /** A square. */
  @JsonCreator
  static ImageSize square(int side) {
    return new ImageSize(side, side);
  }

  /**
   * Parses a size.
   *
   * @throws IllegalArgumentException if it is none
   */
  @JsonCreator
  public static ImageSize parse(String text) {
    if (text.equals("0")) {
      return AUTOMATIC;
    }
    String[] sides = text.split("[xX\u00d7]", -1);
    if (sides.length <= 2 && text.matches("[1-9]\\d{0,3}([xX\u00d7][1-9]\\d{0,3})?")) {
      int width = Integer.parseInt(sides[0]);
      int height = Integer.parseInt(sides[sides.length - 1]);
      if (Math.max(width, height) <= MAX_SIDE) {
        return new ImageSize(width, height);
      }
    }
    throw new IllegalArgumentException("'%s' is no image size".formatted(text));
  }

  /** The size as height and width; empty if it depends on the images. */
  public Optional<Size> size() {
    return equals(AUTOMATIC) ? Optional.empty() : Optional.of(Size.of(height, width));
  }

  /** The number of a square, or the text of another size, as recipes have it. */
  @JsonValue
  Object written() {
    return width == height ? (Object) width : toString();
  }

  @Override
  public String toString() {
    return width == height ? Integer.toString(width) : width + "x" + height;
  }
}
