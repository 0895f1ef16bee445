package fovea.data;

import fovea.nn.CountedRandom;
import fovea.nn.Shape;

/** Makes one 8-bit image from another; the label stays. Random only through its key. */
public interface Transform {

  /**
   * The shape that images get.
   *
   * @throws IllegalArgumentException if it cannot take images of that shape
   */
  Shape output(Shape input);

  /**
   * The key of an image in an epoch: another one each time, unless a transform wants to know more
   * of what it did before.
   *
   * @param base what all keys depend on
   * @param epoch the epoch's number
   * @param image the image's number
   * @param position which of the transforms this is
   */
  default long key(long base, int epoch, int image, int position) {
    long imageKey = CountedRandom.subkey(CountedRandom.subkey(base, epoch), image);
    return CountedRandom.subkey(imageKey, position);
  }

  /**
   * Transforms an image. Allocates nothing.
   *
   * @param source C x H x W bytes
   * @param input their shape
   * @param destination takes the result; another array than the source
   * @param key the {@link CountedRandom} key of this image, epoch and transform
   */
  void apply(byte[] source, Shape input, byte[] destination, long key);
}
