package fovea.data;

import fovea.nn.Size;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The orientation in EXIF data, which have the structure of TIFF files (JEITA CP-3451, section
 * 4.6.4): how an image must be turned or mirrored to be upright.
 */
final class Exif {

  /** The orientation of an image that is stored upright. */
  static final int UPRIGHT = 1;

  private static final int MAGIC = 42;
  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY_BYTES = 12;

  private Exif() {}

  /**
   * The orientation, from 1 to 8; 1 if the data have none or are damaged.
   *
   * @param data EXIF data or a TIFF file, from the position to the limit
   */
  static int orientation(ByteBuffer data) {
    ByteBuffer tiff = data.slice();
    if (tiff.remaining() < 8) {
      return UPRIGHT;
    }
    boolean little = tiff.get(0) == 'I' && tiff.get(1) == 'I';
    boolean big = tiff.get(0) == 'M' && tiff.get(1) == 'M';
    tiff.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    if ((!little && !big) || tiff.getShort(2) != MAGIC) {
      return UPRIGHT;
    }
    long directory = Integer.toUnsignedLong(tiff.getInt(4));
    if (directory + 2 > tiff.limit()) {
      return UPRIGHT;
    }
    int start = (int) directory + 2;
    int count = Short.toUnsignedInt(tiff.getShort((int) directory));
    for (int i = 0; i < count && start + (i + 1) * ENTRY_BYTES <= tiff.limit(); i++) {
      int entry = start + i * ENTRY_BYTES;
      if (Short.toUnsignedInt(tiff.getShort(entry)) == ORIENTATION
          && tiff.getShort(entry + 2) == SHORT) {
        int value = tiff.getShort(entry + 8);
        return value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** The size of an image that is turned upright. */
  static Size upright(Size stored, int orientation) {
    int rows = stored.height();
    int columns = stored.width();
    return orientation >= 5 ? Size.of(/* height= */ columns, /* width= */ rows) : stored;
  }

  /** Turns and mirrors an opaque RGB image upright. */
  static BufferedImage upright(BufferedImage image, int orientation) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] stored = Rgb.pixels(image);
    Size size = upright(Size.of(height, width), orientation);
    int columns = size.width();
    int[] upright = new int[stored.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int right = width - 1 - x;
        int bottom = height - 1 - y;
        int target =
            switch (orientation) {
              case 2 -> y * columns + right;
              case 3 -> bottom * columns + right;
              case 4 -> bottom * columns + x;
              case 5 -> x * columns + y;
              case 6 -> x * columns + bottom;
              case 7 -> right * columns + bottom;
              case 8 -> right * columns + y;
              default -> y * columns + x;
            };
        upright[target] = stored[y * width + x];
      }
    }
    return Rgb.image(upright, columns, size.height());
  }
}
