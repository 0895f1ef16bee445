package fovea.data;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;
import java.util.List;

/**
 * Cutout (DeVries and Taylor 2017): fills a square at a random position. Its centre is uniform over
 * all pixels, so part of the square may lie outside the image.
 *
 * @param size rows and columns of the square, at least 1
 * @param fill the value that fills it, from 0 to 255 for each channel
 */
public record Cutout(int size, List<Integer> fill) implements Transform {

  public Cutout {
    fill = Fill.checked("cutout", fill);
    if (size < 1) {
      throw new IllegalArgumentException("cutout size is %s: it must be 1 or more".formatted(size));
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
    int top = CounterBasedRandom.below(input.height(), key, 0) - size / 2;
    int left = CounterBasedRandom.below(input.width(), key, 1) - size / 2;
    Fill.rectangle(destination, input, fill, top, left, size, size);
  }
}
