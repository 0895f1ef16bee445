package fovea.lab.baseline;

import fovea.data.ImageSet;
import fovea.nn.Shape;

/**
 * Square patches of images: the numbers of a patch, C x rows x columns of bytes, brought to mean 0
 * and deviation 1 (Coates, Lee and Ng 2011, 3.1.1). One is for one thread.
 */
final class Patches {

  /** Added to the variance of bytes, so that even patches do not become noise: the paper's. */
  private static final double EVEN = 10;

  private final Shape shape;
  private final int side;
  private final byte[] pixels;

  /**
   * @param side pixels of a patch's side
   * @throws IllegalArgumentException if it does not fit
   */
  Patches(Shape shape, int side) {
    if (side < 2 || side >= Math.min(shape.height(), shape.width())) {
      throw new IllegalArgumentException(
          "patch size is %d: of images of %d x %d pixels it must be from 2 to %d"
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

  /** Numbers a patch. */
  int elements() {
    return shape.channels() * side * side;
  }

  /** Places of a patch in a column. */
  int rows() {
    return shape.height() - side + 1;
  }

  /** Places of a patch in a row. */
  int columns() {
    return shape.width() - side + 1;
  }

  /** Chooses an image. */
  void read(ImageSet images, int image) {
    images.copy(image, pixels);
  }

  /** Writes the patch at a place, normalised. */
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
    float scale = (float) (1 / Math.sqrt((double) squares / i - mean * mean + EVEN));
    for (int j = 0; j < i; j++) {
      destination[j] = (destination[j] - (float) mean) * scale;
    }
  }
}
