package fovea.data;

import fovea.nn.CountedRandom;
import fovea.nn.Shape;

/**
 * Changes brightness, contrast, saturation and hue by random amounts, in this order; torchvision's
 * ColorJitter but for the order, which is random there.
 *
 * @param strength brightness, contrast and saturation get factors from 1 - strength to 1 +
 *     strength; from 0 to 1
 * @param hue how far the hue is turned at most either way, in turns; from 0 to 0.5
 */
public record ColorJitter(double strength, double hue) implements Transform {

  public ColorJitter {
    if (!(strength >= 0 && strength <= 1)) {
      throw new IllegalArgumentException(
          "jitter strength is %s: it must be from 0 to 1".formatted(strength));
    }
    if (!(hue >= 0 && hue <= 0.5)) {
      throw new IllegalArgumentException(
          "jitter hue is %s: it must be from 0 to 0.5".formatted(hue));
    }
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public void apply(byte[] source, Shape input, byte[] destination, long key) {
    System.arraycopy(source, 0, destination, 0, input.elements());
    if (strength > 0) {
      Colour.brightnessAndContrast(
          destination, input, 1 + between(strength, key, 0), 1 + between(strength, key, 1));
      Colour.saturation(destination, input, 1 + between(strength, key, 2));
    }
    if (hue > 0) {
      Colour.hue(destination, input, between(hue, key, 3));
    }
  }

  private static float between(double most, long key, int position) {
    return (float) (most * (2 * CountedRandom.uniform(key, position) - 1));
  }
}
