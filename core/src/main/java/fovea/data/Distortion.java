package fovea.data;

import fovea.nn.Shape;
import java.util.List;

/**
 * What augmentation policies choose from: the operations of AutoAugment (Cubuk et al. 2019, table
 * 6) as Pillow defines them, but that geometry is interpolated.
 */
enum Distortion {
  IDENTITY,
  SHEAR_X,
  SHEAR_Y,
  TRANSLATE_X,
  TRANSLATE_Y,
  ROTATE,
  BRIGHTNESS,
  SATURATION,
  CONTRAST,
  SHARPNESS,
  POSTERIZE,
  SOLARIZE,
  AUTO_CONTRAST,
  EQUALIZE;

  /** How strong operations are at the greatest magnitude. */
  record Range(double shear, double translation, double degrees, double factor, int lostBits) {}

  /**
   * Distorts an image.
   *
   * @param magnitude from 0 to 1 of the range
   * @param sign 1 or -1: to which side
   * @param fill what comes in from outside
   */
  void apply(
      byte[] source,
      Shape shape,
      byte[] destination,
      Range range,
      double magnitude,
      int sign,
      List<Integer> fill) {
    double amount = sign * magnitude;
    float factor = (float) (1 + amount * range.factor());
    switch (this) {
      case SHEAR_X ->
          Warp.apply(source, shape, destination, fill, 1, amount * range.shear(), 0, 1, 0, 0);
      case SHEAR_Y ->
          Warp.apply(source, shape, destination, fill, 1, 0, amount * range.shear(), 1, 0, 0);
      case TRANSLATE_X -> {
        double pixels = Math.rint(amount * range.translation() * shape.width());
        Warp.apply(source, shape, destination, fill, 1, 0, 0, 1, pixels, 0);
      }
      case TRANSLATE_Y -> {
        double pixels = Math.rint(amount * range.translation() * shape.height());
        Warp.apply(source, shape, destination, fill, 1, 0, 0, 1, 0, pixels);
      }
      case ROTATE -> {
        double angle = Math.toRadians(amount * range.degrees());
        double cosine = Math.cos(angle);
        double sine = Math.sin(angle);
        Warp.apply(source, shape, destination, fill, cosine, sine, -sine, cosine, 0, 0);
      }
      case SHARPNESS -> sharpen(source, shape, destination, factor);
      default -> {
        System.arraycopy(source, 0, destination, 0, shape.elements());
        recolour(destination, shape, factor, range, magnitude);
      }
    }
  }

  private void recolour(byte[] image, Shape shape, float factor, Range range, double magnitude) {
    switch (this) {
      case BRIGHTNESS -> Colour.brightness(image, shape, factor);
      case SATURATION -> Colour.saturation(image, shape, factor);
      case CONTRAST -> Colour.contrast(image, shape, factor);
      case POSTERIZE -> posterize(image, shape, (int) Math.rint(magnitude * range.lostBits()));
      case SOLARIZE ->
          Tones.identity().solarize(255 * (1 - magnitude)).apply(image, 0, shape.elements());
      case AUTO_CONTRAST -> stretch(image, shape);
      case EQUALIZE -> equalize(image, shape);
      default -> {
        // the identity
      }
    }
  }

  private static void posterize(byte[] image, Shape shape, int lostBits) {
    int mask = 0xff << lostBits;
    for (int i = 0; i < shape.elements(); i++) {
      image[i] &= (byte) mask;
    }
  }

  /** Stretches each channel over all values. */
  private static void stretch(byte[] image, Shape shape) {
    int area = shape.area();
    for (int start = 0; start < shape.elements(); start += area) {
      Tones.identity().stretch(image, start, start + area).apply(image, start, start + area);
    }
  }

  /** Makes each channel's values equally frequent. */
  private static void equalize(byte[] image, Shape shape) {
    int area = shape.area();
    for (int start = 0; start < shape.elements(); start += area) {
      Tones.identity().equalize(image, start, start + area).apply(image, start, start + area);
    }
  }

  /** Blends with a version that is smoothed by a 3 x 3 kernel; the outermost pixels stay. */
  private static void sharpen(byte[] source, Shape shape, byte[] destination, float factor) {
    System.arraycopy(source, 0, destination, 0, shape.elements());
    int width = shape.width();
    if (width < 3) {
      return;
    }
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int row = 1; row < shape.height() - 1; row++) {
        int start = (channel * shape.height() + row) * width;
        int before = column(source, start, width);
        int here = column(source, start + 1, width);
        for (int i = start + 1; i < start + width - 1; i++) {
          int after = column(source, i + 1, width);
          int value = source[i] & 0xff;
          float smooth = (before + here + after + 4 * value) / 13f;
          destination[i] = Tones.clamped(smooth + factor * (value - smooth));
          before = here;
          here = after;
        }
      }
    }
  }

  /** A pixel with those above and below it. */
  private static int column(byte[] source, int i, int width) {
    return (source[i - width] & 0xff) + (source[i] & 0xff) + (source[i + width] & 0xff);
  }
}
