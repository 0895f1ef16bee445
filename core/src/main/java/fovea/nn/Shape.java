package fovea.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

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
          "shape %sx%sx%s: every dimension must be at least 1".formatted(channels, height, width));
    }
    if (flat && (height != 1 || width != 1)) {
      throw new IllegalArgumentException("a flat shape has no height and no width");
    }
    if ((long) channels * height * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "shape %sx%sx%s: more than 2^31 - 1 elements".formatted(channels, height, width));
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

  /** Where the channels are in a text of three dimensions. */
  public enum Order {
    /** {@code CxHxW}. */
    CHANNELS_FIRST,
    /** {@code HxWxC}. */
    CHANNELS_LAST;

    private Shape shape(int first, int second, int third) {
      return this == CHANNELS_FIRST ? image(first, second, third) : image(third, first, second);
    }
  }

  /** Most channels that the images of a file have, by which an order can be told. */
  private static final int IMAGE_CHANNELS = 4;

  /**
   * Parses {@code CxHxW}, as {@link #toString} writes it.
   *
   * @throws IllegalArgumentException if the text has another format or a dimension is below 1
   */
  public static Shape parse(String text) {
    int[] numbers = numbers(text);
    return Order.CHANNELS_FIRST.shape(numbers[0], numbers[1], numbers[2]);
  }

  /**
   * Parses the dimensions of an image as people write them, in either order. An end that alone is
   * from 1 to 4 is the channels.
   *
   * @param usual the order if the numbers do not tell
   * @throws IllegalArgumentException if the text has another format or a dimension is below 1
   */
  public static Shape parse(String text, Order usual) {
    int[] numbers = numbers(text);
    boolean inside = numbers[1] > IMAGE_CHANNELS;
    boolean first = inside && numbers[0] <= IMAGE_CHANNELS && numbers[2] > IMAGE_CHANNELS;
    boolean last = inside && numbers[2] <= IMAGE_CHANNELS && numbers[0] > IMAGE_CHANNELS;
    Order order = first ? Order.CHANNELS_FIRST : last ? Order.CHANNELS_LAST : usual;
    return order.shape(numbers[0], numbers[1], numbers[2]);
  }

  private static int[] numbers(String text) {
    String[] parts = text.toLowerCase(Locale.ROOT).split("[x\u00d7]", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException(notAShape(text));
    }
    try {
      return Arrays.stream(parts).map(String::trim).mapToInt(Integer::parseInt).toArray();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(notAShape(text), e);
    }
  }

  private static String notAShape(String text) {
    return "'"
        + text
        + "' is not a shape: write channels x height x width, such as 3x32x32, or height x width x"
        + " channels";
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
