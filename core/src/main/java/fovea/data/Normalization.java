package fovea.data;

import fovea.nn.Shape;
import java.nio.FloatBuffer;
import java.util.Collections;

/** Converts images from bytes to normalised floats, the input of a network. */
public interface Normalization {

  /** Normalises images of one shape; may reuse working memory, so it serves a single thread. */
  interface Converter {

    /**
     * Writes an image as floats. Allocates nothing.
     *
     * @param image C x H x W bytes
     * @param destination receives C x H x W floats
     * @param offset index of the first of them in the destination
     */
    void convert(byte[] image, FloatBuffer destination, int offset);
  }

  /**
   * Creates a converter of images of a shape, for use by one thread.
   *
   * @throws IllegalArgumentException if images of this shape cannot be normalised
   */
  Converter converter(Shape shape);

  /** Scales bytes to values from 0 to 1, without further normalisation. */
  static ChannelNormalization none(int channels) {
    return new ChannelNormalization(
        Collections.nCopies(channels, 0f), Collections.nCopies(channels, 1f));
  }
}
