package fovea.data;

import fovea.nn.CountedRandom;
import fovea.nn.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Blanks a square at a random place (DeVries and Taylor 2017): its centre is any pixel, so it may
 * reach beyond the image.
 *
 * @param size rows and columns of the square, 1 or more
 * @param fill what it is filled with, a value from 0 to 255 a channel
 */
public record Cutout(int size, List<Integer> fill) implements Transform {

  public Cutout {
    fill = List.copyOf(fill);
    if (size < 1) {
      throw new IllegalArgumentException("cutout size is %d: it must be 1 or more".formatted(size));
    }
    for (int value : fill) {
      if (value < 0 || value > 255) {
        throw new IllegalArgumentException(
            "cutout fill is %d: it must be from 0 to 255".formatted(value));
      }
    }
  }

  @Override
  public Shape output(Shape input) {
    if (fill.size() != input.channels()) {
      throw new IllegalArgumentException(
          "cutout has %d fill values, the images have %d channels"
              .formatted(fill.size(), input.channels()));
    }
    return input;
  }

  @Override
  public void apply(byte[] source, Shape input, byte[] destination, long key) {
    System.arraycopy(source, 0, destination, 0, input.elements());
    int top = CountedRandom.below(input.height(), key, 0) - size / 2;
    int left = CountedRandom.below(input.width(), key, 1) - size / 2;
    int from = Math.max(left, 0);
    int to = Math.min(left + size, input.width());
    for (int channel = 0; channel < input.channels(); channel++) {
      byte value = fill.get(channel).byteValue();
      for (int row = Math.max(top, 0); row < Math.min(top + size, input.height()); row++) {
        int start = (channel * input.height() + row) * input.width();
        Arrays.fill(destination, start + from, start + to, value);
      }
    }
  }
}
