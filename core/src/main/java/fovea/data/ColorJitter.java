package fovea.data;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;

/**
 * Adjusts brightness, contrast, saturation and hue by random amounts, in this order. Unlike
 * torchvision's ColorJitter, it does not randomise the order.
 *
 * @param strength factors for brightness, contrast and saturation are drawn from 1 - strength to 1
 *     + strength; from 0 to 1
 * @param hue largest shift of the hue in either direction, in turns of the colour circle; from 0 to
 *     0.5
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
      ColorAdjustment.brightnessAndContrast(
          destination, input, 1 + symmetric(strength, key, 0), 1 + symmetric(strength, key, 1));
      ColorAdjustment.saturation(destination, input, 1 + symmetric(strength, key, 2));
    }
    if (hue > 0) {
      ColorAdjustment.hue(destination, input, symmetric(hue, key, 3));
    }
  }

  private static float symmetric(double bound, long key, int position) {
    return (float) (bound * (2 * CounterBasedRandom.uniform(key, position) - 1));
  }
}
