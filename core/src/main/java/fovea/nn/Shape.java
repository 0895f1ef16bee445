package fovea.nn;

import java.util.List;

/**
 * The shape of one image's activations: feature maps (C x H x W) or a vector of features. It does
 * not include the batch dimension.
 *
 * @param channels number of feature maps, or the length of a vector
 * @param height rows of a feature map; 1 for a vector
 * @param width columns of a feature map; 1 for a vector
 * @param flat whether this is a vector, the output of {@link Flatten} and {@link Linear}
 */
public record Shape(int channels, int height, int width, boolean flat) {

  public Shape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "shape %dx%dx%d: every dimension must be at least 1".formatted(channels, height, width));
    }
    if (flat && (height != 1 || width != 1)) {
      throw new IllegalArgumentException("a flat shape has no height and no width");
    }
    if ((long) channels * height * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "shape %dx%dx%d: more than 2^31 - 1 elements".formatted(channels, height, width));
    }
  }

  /** Feature maps, C x H x W. */
  public static Shape image(int channels, int height, int width) {
    return new Shape(channels, height, width, false);
  }

  /** A vector of {@code features} numbers. */
  public static Shape vector(int features) {
    return new Shape(features, 1, 1, true);
  }

  /**
   * Parses {@code CxHxW}, the format of the command line.
   *
   * @throws IllegalArgumentException if the text has another format or a dimension is below 1
   */
  public static Shape parse(String text) {
    String[] parts = text.toLowerCase(java.util.Locale.ROOT).split("x", -1);
    try {
      if (parts.length == 3) {
        return image(
            Integer.parseInt(parts[0].trim()),
            Integer.parseInt(parts[1].trim()),
            Integer.parseInt(parts[2].trim()));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(notAShape(text), e);
    }
    throw new IllegalArgumentException(notAShape(text));
  }

  private static String notAShape(String text) {
    return "'" + text + "' is not a shape: write channels x height x width, such as 3x32x32";
  }

  /** Number of elements. */
  public int elements() {
    return channels * height * width;
  }

  /** Number of elements of one channel. */
  public int area() {
    return height * width;
  }

  /** Height and width. */
  public Size size() {
    return new Size(height, width);
  }

  /** The dimensions without the batch: three, or one for a vector. */
  public List<Integer> dims() {
    return flat ? List.of(channels) : List.of(channels, height, width);
  }

  @Override
  public String toString() {
    return flat ? Integer.toString(channels) : channels + "x" + height + "x" + width;
  }
}
