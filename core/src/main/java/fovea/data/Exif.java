package fovea.data;

import fovea.nn.Size;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The orientation in EXIF data, which have the structure of TIFF files (JEITA CP-3451, section
 * 4.6.4): how an image must be turned or mirrored to be upright.
 */
final class Exif {

  /** The orientation of an image that is stored upright. */
  static final int UPRIGHT = 1;

  private static final int ORIENTATION = 0x0112;

  /** What some programs write before the data, as it is in JPEG files. */
  private static final byte[] PREFIX = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  private Exif() {}

  /** The orientation of a PNG, WebP or TIFF file, from 1 to 8; 1 if it is another or has none. */
  static int orientation(byte[] file) {
    return orientation(
        PngChunks.exif(file)
            .or(() -> WebpChunks.exif(file))
            .orElseGet(() -> ByteBuffer.wrap(file)));
  }

  /**
   * The orientation, from 1 to 8; 1 if the data have none or are damaged.
   *
   * @param data EXIF data or a TIFF file, from the position to the limit
   */
  static int orientation(ByteBuffer data) {
    ByteBuffer tiff = data.slice();
    while (tiff.remaining() > PREFIX.length
        && tiff.slice(0, PREFIX.length).equals(ByteBuffer.wrap(PREFIX))) {
      tiff = tiff.slice(PREFIX.length, tiff.remaining() - PREFIX.length);
    }
    int value =
        TiffDirectory.first(tiff)
            .map(each -> each.number(ORIENTATION).orElse(UPRIGHT))
            .orElse(UPRIGHT);
    return value >= 1 && value <= 8 ? value : UPRIGHT;
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
