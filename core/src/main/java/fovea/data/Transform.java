package fovea.data;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;

/**
 * A transform of one 8-bit image that keeps its label. Its randomness comes from a key alone, so
 * the same key gives the same result.
 */
public interface Transform {

  /**
   * The shape of transformed images.
   *
   * @throws IllegalArgumentException if the transform does not accept images of the input shape
   */
  Shape output(Shape input);

  /**
   * The random key of an image in an epoch. By default independent between epochs; a transform may
   * override it to relate the keys of different epochs.
   *
   * @param base the key of all augmentation
   * @param epoch number of the epoch
   * @param image index of the image
   * @param position index of this transform in the pipeline
   */
  default long key(long base, int epoch, int image, int position) {
    long imageKey = CounterBasedRandom.subkey(CounterBasedRandom.subkey(base, epoch), image);
    return CounterBasedRandom.subkey(imageKey, position);
  }

  /**
   * Whether this transform, if it is the first one, is given images as they are stored: larger than
   * those of the set, and of any proportions.
   */
  default boolean takesWhole() {
    return false;
  }

  /**
   * Transforms an image. Allocates nothing, or little.
   *
   * @param source the image, C x H x W bytes
   * @param input its shape
   * @param destination receives the result; must not be the source
   * @param key the {@link CounterBasedRandom} key of this image, epoch and transform
   */
  void apply(byte[] source, Shape input, byte[] destination, long key);
}
