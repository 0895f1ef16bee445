package fovea.data;

import fovea.nn.Size;
import java.security.MessageDigest;

/**
 * The pixels of a sequence of images, one at a time, wherever they are: in memory, in a file of the
 * cache, or in image files that are decoded anew. Images have the same number of channels, of 8
 * bits, and may differ in size. Safe for use by several threads.
 */
public interface Pixels {

  /** Number of images. */
  int count();

  /** Height and width of an image. */
  Size size(int image);

  /**
   * Copies an image to an array, as C x H x W unsigned bytes.
   *
   * @throws IllegalStateException if it can no longer be read
   */
  void copy(int image, byte[] destination);

  /**
   * Adds what identifies an image to a digest: by default its values.
   *
   * @param buffer long enough for the image; its content is lost
   */
  default void digest(int image, int elements, byte[] buffer, MessageDigest digest) {
    copy(image, buffer);
    digest.update(buffer, 0, elements);
  }

  /** The name of an image for people: its file, or its number. */
  default String name(int image) {
    return "image " + image;
  }

  /** Whether reading an image means decoding it, which several threads should share. */
  default boolean decodes() {
    return false;
  }
}
