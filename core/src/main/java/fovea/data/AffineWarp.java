package fovea.data;

import fovea.nn.Shape;
import java.util.List;

/** Warps images by an affine map around their centre, with bilinear interpolation. */
final class AffineWarp {

  /** One pixel: positions in the source are fixed-point numbers with 32 fractional bits. */
  private static final double ONE = 0x1p32;

  private AffineWarp() {}

  /**
   * Samples the source, for each destination pixel (x, y), at (a x + b y + e, c x + d y + f); all
   * coordinates are in pixels from the image's centre. Interpolation is bilinear, and pixels
   * outside the source have the fill value.
   *
   * @param fill the value of pixels outside the image, from 0 to 255 for each channel
   */
  static void apply(
      byte[] source,
      Shape shape,
      byte[] destination,
      List<Integer> fill,
      double a,
      double b,
      double c,
      double d,
      double e,
      double f) {
    int height = shape.height();
    int width = shape.width();
    double centreX = (width - 1) / 2.0;
    double centreY = (height - 1) / 2.0;
    long stepX = Math.round(a * ONE);
    long stepY = Math.round(c * ONE);
    for (int row = 0; row < height; row++) {
      double y = row - centreY;
      long fromX = Math.round((b * y - a * centreX + e + centreX) * ONE);
      long fromY = Math.round((d * y - c * centreX + f + centreY) * ONE);
      for (int pixel = row * width; pixel < (row + 1) * width; pixel++) {
        int left = (int) (fromX >> 32);
        int top = (int) (fromY >> 32);
        int right = (int) (fromX >> 16) & 0xffff;
        int below = (int) (fromY >> 16) & 0xffff;
        if ((left | top | (width - 2 - left) | (height - 2 - top)) >= 0) {
          inside(source, shape, destination, pixel, top * width + left, right, below);
        } else {
          border(source, shape, destination, pixel, top, left, right, below, fill);
        }
        fromX += stepX;
        fromY += stepY;
      }
    }
  }

  /** Interpolates where all four neighbours are inside the image, the first at {@code from}. */
  private static void inside(
      byte[] source, Shape shape, byte[] destination, int pixel, int from, int right, int below) {
    int area = shape.area();
    int width = shape.width();
    for (int i = from, to = pixel; to < shape.elements(); i += area, to += area) {
      destination[to] =
          between(
              source[i] & 0xff,
              source[i + 1] & 0xff,
              source[i + width] & 0xff,
              source[i + width + 1] & 0xff,
              right,
              below);
    }
  }

  /** Interpolates where some or all of the four neighbours are outside the image. */
  private static void border(
      byte[] source,
      Shape shape,
      byte[] destination,
      int pixel,
      int top,
      int left,
      int right,
      int below,
      List<Integer> fill) {
    boolean outside = left < -1 || top < -1 || left >= shape.width() || top >= shape.height();
    for (int channel = 0; channel < shape.channels(); channel++) {
      int blank = fill.get(channel);
      destination[channel * shape.area() + pixel] =
          outside
              ? (byte) blank
              : between(
                  at(source, shape, channel, top, left, blank),
                  at(source, shape, channel, top, left + 1, blank),
                  at(source, shape, channel, top + 1, left, blank),
                  at(source, shape, channel, top + 1, left + 1, blank),
                  right,
                  below);
    }
  }

  /** Bilinear interpolation, with weights of 16 fractional bits. */
  private static byte between(
      int topLeft, int topRight, int bottomLeft, int bottomRight, int right, int below) {
    int upper = (topLeft << 16) + right * (topRight - topLeft);
    int lower = (bottomLeft << 16) + right * (bottomRight - bottomLeft);
    long sum = ((long) upper << 16) + (long) below * (lower - upper);
    return (byte) ((sum + (1L << 31)) >> 32);
  }

  private static int at(byte[] source, Shape shape, int channel, int row, int column, int blank) {
    if (row < 0 || column < 0 || row >= shape.height() || column >= shape.width()) {
      return blank;
    }
    return source[(channel * shape.height() + row) * shape.width() + column] & 0xff;
  }
}
