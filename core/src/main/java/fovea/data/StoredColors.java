package fovea.data;

import java.awt.image.Raster;

/**
 * Converts components as they are stored to RGB, by the formulas of libjpeg and Pillow, and without
 * regard to colour profiles.
 */
final class StoredColors {

  private static final int SCALE = 16;
  private static final int HALF = 1 << (SCALE - 1);

  private StoredColors() {}

  /**
   * Converts the components of a JPEG file.
   *
   * @param raster 8-bit components
   * @return RGB pixels, row by row
   */
  static int[] rgb(Raster raster, JpegHeader.Color color) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    int[] pixels = new int[width * raster.getHeight()];
    byte[] row = new byte[bands * width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getDataElements(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int i = x * bands;
        pixels[y * width + x] =
            switch (color) {
              case GREY -> (row[i] & 0xff) * 0x010101;
              case RGB -> packed(row[i] & 0xff, row[i + 1] & 0xff, row[i + 2] & 0xff);
              case YCBCR -> rgb(row[i] & 0xff, row[i + 1] & 0xff, row[i + 2] & 0xff);
              // All programs that write inks to JPEG files store them inverted, as Adobe's do.
              case CMYK ->
                  underBlack(
                      packed(row[i] & 0xff, row[i + 1] & 0xff, row[i + 2] & 0xff),
                      row[i + 3] & 0xff);
              // YCCK is the YCbCr form of 255 - CMY, which are themselves inverted.
              case YCCK ->
                  underBlack(
                      0xffffff ^ rgb(row[i] & 0xff, row[i + 1] & 0xff, row[i + 2] & 0xff),
                      row[i + 3] & 0xff);
            };
      }
    }
    return pixels;
  }

  /** The colour that inks give. */
  static int ofInks(int cyan, int magenta, int yellow, int black) {
    return underBlack(packed(255 - cyan, 255 - magenta, 255 - yellow), 255 - black);
  }

  /** YCbCr to RGB (ITU-T T.871, section 7), in the fixed-point numbers of libjpeg. */
  private static int rgb(int y, int cb, int cr) {
    int blue = cb - 128;
    int red = cr - 128;
    return packed(
        clipped(y + ((91881 * red + HALF) >> SCALE)),
        clipped(y + ((-22554 * blue - 46802 * red + HALF) >> SCALE)),
        clipped(y + ((116130 * blue + HALF) >> SCALE)));
  }

  /** A colour dimmed by black ink, of which {@code light} / 255 is missing. */
  private static int underBlack(int rgb, int light) {
    return packed(
        product(rgb >> 16 & 0xff, light),
        product(rgb >> 8 & 0xff, light),
        product(rgb & 0xff, light));
  }

  /** a b / 255, rounded. */
  private static int product(int a, int b) {
    return (2 * a * b + 255) / 510;
  }

  private static int clipped(int value) {
    return Math.max(0, Math.min(255, value));
  }

  private static int packed(int red, int green, int blue) {
    return red << 16 | green << 8 | blue;
  }
}
