package fovea.data;

import fovea.nn.CountedRandom;
import fovea.nn.Shape;
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
    fill = Fill.checked("cutout", fill);
    if (size < 1) {
      throw new IllegalArgumentException("cutout size is %d: it must be 1 or more".formatted(size));
    }
  }

  @Override
  public Shape output(Shape input) {
    Fill.requireChannels("cutout", fill, input);
    return input;
  }

  @Override
  public void apply(byte[] source, Shape input, byte[] destination, long key) {
    System.arraycopy(source, 0, destination, 0, input.elements());
    int top = CountedRandom.below(input.height(), key, 0) - size / 2;
    int left = CountedRandom.below(input.width(), key, 1) - size / 2;
    Fill.window(destination, input, fill, top, left, size, size);
  }
}
