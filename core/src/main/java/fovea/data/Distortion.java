package fovea.data;

import fovea.nn.Shape;
import java.util.Arrays;
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

  private static final ThreadLocal<int[]> COUNTS = ThreadLocal.withInitial(() -> new int[256]);

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
      case SOLARIZE -> solarize(image, shape, 255 * (1 - magnitude));
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

  private static void solarize(byte[] image, Shape shape, double threshold) {
    for (int i = 0; i < shape.elements(); i++) {
      int value = image[i] & 0xff;
      image[i] = (byte) (value < threshold ? value : 255 - value);
    }
  }

  /** Stretches each channel over all values. */
  private static void stretch(byte[] image, Shape shape) {
    int area = shape.area();
    for (int start = 0; start < shape.elements(); start += area) {
      int least = 255;
      int most = 0;
      for (int i = start; i < start + area; i++) {
        least = Math.min(least, image[i] & 0xff);
        most = Math.max(most, image[i] & 0xff);
      }
      if (most > least) {
        float scale = 255f / (most - least);
        for (int i = start; i < start + area; i++) {
          image[i] = Colour.clamped(scale * ((image[i] & 0xff) - least));
        }
      }
    }
  }

  /** Makes each channel's values equally frequent, as far as whole values can. */
  private static void equalize(byte[] image, Shape shape) {
    int[] counts = COUNTS.get();
    int area = shape.area();
    for (int start = 0; start < shape.elements(); start += area) {
      Arrays.fill(counts, 0);
      int last = 0;
      for (int i = start; i < start + area; i++) {
        counts[image[i] & 0xff]++;
        last = Math.max(last, image[i] & 0xff);
      }
      int step = (area - counts[last]) / 255;
      if (step > 0) {
        int below = step / 2;
        for (int value = 0; value < 256; value++) {
          int count = counts[value];
          counts[value] = Math.min(255, below / step);
          below += count;
        }
        for (int i = start; i < start + area; i++) {
          image[i] = (byte) counts[image[i] & 0xff];
        }
      }
    }
  }

  /** Blends with a version that is smoothed by a 3 x 3 kernel; the outermost pixels stay. */
  private static void sharpen(byte[] source, Shape shape, byte[] destination, float factor) {
    System.arraycopy(source, 0, destination, 0, shape.elements());
    int width = shape.width();
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int row = 1; row < shape.height() - 1; row++) {
        int start = (channel * shape.height() + row) * width;
        for (int i = start + 1; i < start + width - 1; i++) {
          int value = source[i] & 0xff;
          int sum = 4 * value;
          for (int above = -width; above <= width; above += width) {
            sum += source[i + above - 1] & 0xff;
            sum += source[i + above] & 0xff;
            sum += source[i + above + 1] & 0xff;
          }
          float smooth = sum / 13f;
          destination[i] = Colour.clamped(smooth + factor * (value - smooth));
        }
      }
    }
  }
}
