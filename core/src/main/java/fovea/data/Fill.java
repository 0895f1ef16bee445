package fovea.data;

import fovea.nn.Shape;
import java.util.Arrays;
import java.util.List;

/** Fill values of transforms: a value from 0 to 255 for each channel. */
final class Fill {

  private Fill() {}

  /**
   * Checks fill values and returns a copy of them.
   *
   * @param name the transform's name in messages
   * @throws IllegalArgumentException if a value is not from 0 to 255
   */
  static List<Integer> checked(String name, List<Integer> fill) {
    for (int value : fill) {
      if (value < 0 || value > 255) {
        throw new IllegalArgumentException(
            "%s fill is %s: it must be from 0 to 255".formatted(name, value));
      }
    }
    return List.copyOf(fill);
  }

  /**
   * Checks that there is one value for each channel of an image.
   *
   * @throws IllegalArgumentException if the numbers differ
   */
  static void requireChannels(String name, List<Integer> fill, Shape input) {
    if (fill.size() != input.channels()) {
      throw new IllegalArgumentException(
          "%s has %s fill values, the images have %s channels"
              .formatted(name, fill.size(), input.channels()));
    }
  }

  /** Fills the part of a rectangle that lies inside the image. */
  static void rectangle(
      byte[] image, Shape shape, List<Integer> fill, int top, int left, int rows, int columns) {
    int from = Math.max(left, 0);
    int to = Math.min(left + columns, shape.width());
    for (int channel = 0; channel < shape.channels(); channel++) {
      byte value = fill.get(channel).byteValue();
      for (int row = Math.max(top, 0); row < Math.min(top + rows, shape.height()); row++) {
        int start = (channel * shape.height() + row) * shape.width();
        Arrays.fill(image, start + from, start + to, value);
      }
    }
  }
}
