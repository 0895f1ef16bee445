package fovea.data;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;

/**
 * Flips each image horizontally in every second epoch: a random half of the images in even epochs,
 * the other half in odd ones, so that any two consecutive epochs show each image both ways (Jordan
 * 2024, section 3.6).
 */
public record AlternatingFlip() implements Transform {

  private static final HorizontalFlip ALWAYS = new HorizontalFlip(1);
  private static final HorizontalFlip NEVER = new HorizontalFlip(0);

  /** An odd key flips the image. */
  @Override
  public long key(long base, int epoch, int image, int position) {
    return CounterBasedRandom.bits(CounterBasedRandom.subkey(base, position), image) + epoch;
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public void apply(byte[] source, Shape input, byte[] destination, long key) {
    ((key & 1) == 1 ? ALWAYS : NEVER).apply(source, input, destination, key);
  }
}
