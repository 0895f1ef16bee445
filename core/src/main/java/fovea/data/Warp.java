package fovea.data;

import fovea.nn.Shape;
import java.util.List;

/** Maps images linearly around their centre, interpolating between pixels. */
final class Warp {

  /** Places in the source are whole numbers of 2^-32 pixels, and step evenly along a row. */
  private static final double ONE = 0x1p32;

  private Warp() {}

  /**
   * Fills each pixel of the destination from the place in the source that an affine map sends it
   * to: x' = a x + b y + e, y' = c x + d y + f, in pixels from the image's centre. Between four
   * pixels it is bilinear; what lies outside is the fill.
   *
   * @param fill a value from 0 to 255 a channel
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

  /** All four neighbours are in the image, the first of them at {@code from}. */
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

  /** Bilinear, with weights of 2^-16. */
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
