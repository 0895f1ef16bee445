package fovea.data;

import fovea.nn.CountedRandom;
import fovea.nn.Shape;

/**
 * Mirrors left and right in every second epoch: half of the images in the even epochs, the other
 * half in the odd ones, so that two epochs show each image both ways (Jordan 2024, section 3.6).
 */
public record AlternatingFlip() implements Transform {

  private static final HorizontalFlip ALWAYS = new HorizontalFlip(1);
  private static final HorizontalFlip NEVER = new HorizontalFlip(0);

  /** Odd where an image is to be mirrored. */
  @Override
  public long key(long base, int epoch, int image, int position) {
    return CountedRandom.bits(CountedRandom.subkey(base, position), image) + epoch;
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
