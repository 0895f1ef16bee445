package fovea.data;

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
   * Transforms an image. Allocates nothing.
   *
   * @param source C x H x W bytes
   * @param input their shape
   * @param destination takes the result; another array than the source
   * @param key the {@link fovea.nn.CountedRandom} key of this image and this transform
   */
  void apply(byte[] source, Shape input, byte[] destination, long key);
}
