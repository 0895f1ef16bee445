package fovea.data;

import fovea.nn.Shape;
import java.util.List;

/**
 * The operations that augmentation policies choose from: those of AutoAugment (Cubuk et al. 2019,
 * table 6) as defined by Pillow, except that geometric ones interpolate bilinearly.
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

  /**
   * The strength of the operations at magnitude 1.
   *
   * @param shear columns per row, or rows per column
   * @param translation as a fraction of the image's width or height
   * @param degrees of rotation
   * @param factor how far the factors of brightness, saturation, contrast and sharpness are from 1
   * @param lostBits bits per value that posterising clears
   */
  record Range(double shear, double translation, double degrees, double factor, int lostBits) {}

  /**
   * Applies the operation to an image.
   *
   * @param magnitude strength as a fraction of the range, from 0 to 1
   * @param sign 1 or -1, the direction
   * @param fill the value of pixels outside the image, for each channel
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
          AffineWarp.apply(source, shape, destination, fill, 1, amount * range.shear(), 0, 1, 0, 0);
      case SHEAR_Y ->
          AffineWarp.apply(source, shape, destination, fill, 1, 0, amount * range.shear(), 1, 0, 0);
      case TRANSLATE_X -> {
        double pixels = Math.rint(amount * range.translation() * shape.width());
        AffineWarp.apply(source, shape, destination, fill, 1, 0, 0, 1, pixels, 0);
      }
      case TRANSLATE_Y -> {
        double pixels = Math.rint(amount * range.translation() * shape.height());
        AffineWarp.apply(source, shape, destination, fill, 1, 0, 0, 1, 0, pixels);
      }
      case ROTATE -> {
        double angle = Math.toRadians(amount * range.degrees());
        double cosine = Math.cos(angle);
        double sine = Math.sin(angle);
        AffineWarp.apply(source, shape, destination, fill, cosine, sine, -sine, cosine, 0, 0);
      }
      case SHARPNESS -> sharpen(source, shape, destination, factor);
      default -> {
        System.arraycopy(source, 0, destination, 0, shape.elements());
        adjustColor(destination, shape, factor, range, magnitude);
      }
    }
  }

  private void adjustColor(byte[] image, Shape shape, float factor, Range range, double magnitude) {
    switch (this) {
      case BRIGHTNESS -> ColorAdjustment.brightness(image, shape, factor);
      case SATURATION -> ColorAdjustment.saturation(image, shape, factor);
      case CONTRAST -> ColorAdjustment.contrast(image, shape, factor);
      case POSTERIZE -> posterize(image, shape, (int) Math.rint(magnitude * range.lostBits()));
      case SOLARIZE ->
          LookupTable.identity().solarize(255 * (1 - magnitude)).apply(image, 0, shape.elements());
      case AUTO_CONTRAST -> autoContrast(image, shape);
      case EQUALIZE -> equalize(image, shape);
      default -> {
        // IDENTITY
      }
    }
  }

  private static void posterize(byte[] image, Shape shape, int lostBits) {
    int mask = 0xff << lostBits;
    for (int i = 0; i < shape.elements(); i++) {
      image[i] &= (byte) mask;
    }
  }

  /** Stretches each channel's range of values to 0 to 255. */
  private static void autoContrast(byte[] image, Shape shape) {
    int area = shape.area();
    for (int start = 0; start < shape.elements(); start += area) {
      LookupTable.identity()
          .autoContrast(image, start, start + area)
          .apply(image, start, start + area);
    }
  }

  /** Equalises each channel's histogram. */
  private static void equalize(byte[] image, Shape shape) {
    int area = shape.area();
    for (int start = 0; start < shape.elements(); start += area) {
      LookupTable.identity().equalize(image, start, start + area).apply(image, start, start + area);
    }
  }

  /** Blends with the image smoothed by a 3 x 3 kernel; the outermost pixels stay unchanged. */
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
          destination[i] = LookupTable.clamped(smooth + factor * (value - smooth));
          before = here;
          here = after;
        }
      }
    }
  }

  /** The sum of a pixel and those above and below it. */
  private static int column(byte[] source, int i, int width) {
    return (source[i - width] & 0xff) + (source[i] & 0xff) + (source[i + width] & 0xff);
  }
}
