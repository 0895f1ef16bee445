package fovea.data;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;

/**
 * Flips images horizontally at random.
 *
 * @param probability the probability of flipping an image, from 0 to 1
 */
public record HorizontalFlip(double probability) implements Transform {

  public HorizontalFlip {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "flip probability is %s: it must be from 0 to 1".formatted(probability));
    }
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public void apply(byte[] source, Shape input, byte[] destination, long key) {
    if (CounterBasedRandom.uniform(key, 0) >= probability) {
      System.arraycopy(source, 0, destination, 0, input.elements());
      return;
    }
    int width = input.width();
    for (int row = 0; row < input.elements(); row += width) {
      for (int column = 0; column < width; column++) {
        destination[row + column] = source[row + width - 1 - column];
      }
    }
  }
}
