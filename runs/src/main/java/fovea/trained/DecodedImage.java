package fovea.trained;

/**
 * An image as a {@link Classifier} takes it: decoded and brought to the size of the data set's
 * images. {@link Classifier#decode} makes it, on any thread; classifying several together is then
 * all that is left to do.
 */
public final class DecodedImage {

  private final byte[] pixels;

  DecodedImage(byte[] pixels) {
    this.pixels = pixels;
  }

  /** C x H x W bytes, which must not be changed. */
  byte[] pixels() {
    return pixels;
  }
}
