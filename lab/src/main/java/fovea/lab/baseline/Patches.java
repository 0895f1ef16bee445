package fovea.lab.baseline;

import fovea.data.ImageSet;
import fovea.nn.Shape;

/**
 * Square patches of images, C x rows x columns, each normalised to mean 0 and standard deviation 1
 * (Coates, Lee and Ng 2011, section 3.1.1). Not thread-safe.
 */
final class Patches {

  /**
   * Added to a patch's variance (of pixels from 0 to 255), so that noise in uniform patches is not
   * amplified; the paper's value.
   */
  private static final double VARIANCE_OFFSET = 10;

  private final Shape shape;
  private final int side;
  private final byte[] pixels;

  /**
   * @param side side of a patch in pixels
   * @throws IllegalArgumentException if the side is below 2 or not smaller than the image
   */
  Patches(Shape shape, int side) {
    if (side < 2 || side >= Math.min(shape.height(), shape.width())) {
      throw new IllegalArgumentException(
          "patch size is %s: of images of %s x %s pixels it must be from 2 to %s"
              .formatted(
                  side,
                  shape.height(),
                  shape.width(),
                  Math.min(shape.height(), shape.width()) - 1));
    }
    this.shape = shape;
    this.side = side;
    pixels = new byte[shape.elements()];
  }

  /** Number of elements of a patch. */
  int elements() {
    return shape.channels() * side * side;
  }

  /** Number of vertical patch positions. */
  int rows() {
    return shape.height() - side + 1;
  }

  /** Number of horizontal patch positions. */
  int columns() {
    return shape.width() - side + 1;
  }

  /** Reads the image whose patches {@link #copy} extracts. */
  void read(ImageSet images, int image) {
    images.copy(image, pixels);
  }

  /** Writes the normalised patch at a position of the current image. */
  void copy(int row, int column, float[] destination) {
    int i = 0;
    int sum = 0;
    int squares = 0;
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int y = 0; y < side; y++) {
        int start = (channel * shape.height() + row + y) * shape.width() + column;
        for (int x = 0; x < side; x++) {
          int value = pixels[start + x] & 0xff;
          sum += value;
          squares += value * value;
          destination[i++] = value;
        }
      }
    }
    double mean = (double) sum / i;
    float scale = (float) (1 / Math.sqrt((double) squares / i - mean * mean + VARIANCE_OFFSET));
    for (int j = 0; j < i; j++) {
      destination[j] = (destination[j] - (float) mean) * scale;
    }
  }
}
