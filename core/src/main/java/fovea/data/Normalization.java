package fovea.data;

import fovea.nn.Shape;
import java.nio.FloatBuffer;
import java.util.Collections;

/** Turns the bytes of images into the floats that a network computes with. */
public interface Normalization {

  /** What does it for images of one shape; may keep numbers of its own between images. */
  interface Converter {

    /**
     * Writes an image as floats. Allocates nothing.
     *
     * @param image C x H x W bytes
     * @param destination takes C x H x W floats
     * @param offset where the first of them goes
     */
    void convert(byte[] image, FloatBuffer destination, int offset);
  }

  /**
   * What converts images of a shape, on one thread.
   *
   * @throws IllegalArgumentException if such images cannot be normalised
   */
  Converter converter(Shape shape);

  /** Bytes over 255 and nothing more. */
  static ChannelNormalization none(int channels) {
    return new ChannelNormalization(
        Collections.nCopies(channels, 0f), Collections.nCopies(channels, 1f));
  }
}
