package fovea.data;

import fovea.nn.Shape;
import java.util.List;

/** Maps images linearly around their centre, interpolating between pixels. */
final class Warp {

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
    double centreX = (shape.width() - 1) / 2.0;
    double centreY = (shape.height() - 1) / 2.0;
    int area = shape.area();
    for (int row = 0; row < shape.height(); row++) {
      double y = row - centreY;
      for (int column = 0; column < shape.width(); column++) {
        double x = column - centreX;
        double fromX = a * x + b * y + e + centreX;
        double fromY = c * x + d * y + f + centreY;
        int pixel = row * shape.width() + column;
        if (fromX <= -1 || fromY <= -1 || fromX >= shape.width() || fromY >= shape.height()) {
          for (int channel = 0; channel < shape.channels(); channel++) {
            destination[channel * area + pixel] = fill.get(channel).byteValue();
          }
          continue;
        }
        int left = (int) Math.floor(fromX);
        int top = (int) Math.floor(fromY);
        float right = (float) (fromX - left);
        float below = (float) (fromY - top);
        for (int channel = 0; channel < shape.channels(); channel++) {
          int blank = fill.get(channel);
          float upper =
              (1 - right) * at(source, shape, channel, top, left, blank)
                  + right * at(source, shape, channel, top, left + 1, blank);
          float lower =
              (1 - right) * at(source, shape, channel, top + 1, left, blank)
                  + right * at(source, shape, channel, top + 1, left + 1, blank);
          destination[channel * area + pixel] =
              (byte) (int) ((1 - below) * upper + below * lower + 0.5f);
        }
      }
    }
  }

  private static int at(byte[] source, Shape shape, int channel, int row, int column, int blank) {
    if (row < 0 || column < 0 || row >= shape.height() || column >= shape.width()) {
      return blank;
    }
    return source[(channel * shape.height() + row) * shape.width() + column] & 0xff;
  }
}
