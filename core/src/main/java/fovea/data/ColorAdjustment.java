package fovea.data;

import fovea.nn.Shape;

/**
 * Adjusts brightness, contrast, saturation and hue of an image in hue. As in Pillow's {@code
 * ImageEnhance}, each adjustment but the hue's blends the image with a degenerate version of it, by
 * a factor; 1 leaves the image unchanged. Saturation and hue change only images of three channels.
 *
 * <p>Arithmetic is in fixed point with 20 fractional bits, exact to a thousandth of a level:
 * rounded results equal those of real arithmetic except near ties.
 */
final class ColorAdjustment {

  private static final int BITS = 20;
  private static final int ONE = 1 << BITS;
  private static final int HALF = ONE / 2;

  private ColorAdjustment() {}

  /** Adjusts brightness: blends with black. */
  static void brightness(byte[] image, Shape shape, float factor) {
    LookupTable.identity().blend(0, factor).apply(image, 0, shape.elements());
  }

  /** Adjusts contrast: blends with the image's mean grey. */
  static void contrast(byte[] image, Shape shape, float factor) {
    brightnessAndContrast(image, shape, 1, factor);
  }

  /** Adjusts brightness, then contrast, in one pass. */
  static void brightnessAndContrast(byte[] image, Shape shape, float brightness, float contrast) {
    LookupTable table = LookupTable.identity().blend(0, brightness);
    table.blend(meanGrey(image, shape, table), contrast).apply(image, 0, shape.elements());
  }

  private static float meanGrey(byte[] image, Shape shape, LookupTable table) {
    int area = shape.area();
    long sum = 0;
    if (shape.channels() == 3) {
      for (int i = 0; i < area; i++) {
        sum +=
            grey(table.get(image[i]), table.get(image[area + i]), table.get(image[2 * area + i]));
      }
    } else {
      for (int i = 0; i < area; i++) {
        sum += table.get(image[i]);
      }
    }
    return Math.round((double) sum / area);
  }

  /** Adjusts saturation: blends with the image's greyscale version. */
  static void saturation(byte[] image, Shape shape, float factor) {
    if (shape.channels() != 3) {
      return;
    }
    int area = shape.area();
    int weight = Math.round(factor * ONE);
    for (int i = 0; i < area; i++) {
      int red = image[i] & 0xff;
      int green = image[area + i] & 0xff;
      int blue = image[2 * area + i] & 0xff;
      int grey = grey(red, green, blue);
      int rest = grey * (ONE - weight) + HALF;
      image[i] = clamped(rest + weight * red);
      image[area + i] = clamped(rest + weight * green);
      image[2 * area + i] = clamped(rest + weight * blue);
    }
  }

  /**
   * Shifts the hue, by the closed form of the conversion to HSV and back (Smith 1978). The hue is
   * measured in units of the pixel's chroma, six to the colour circle, which avoids divisions.
   *
   * @param turns the shift, in turns of the colour circle, from -0.5 to 0.5
   */
  static void hue(byte[] image, Shape shape, float turns) {
    if (shape.channels() != 3) {
      return;
    }
    int area = shape.area();
    int turn = Math.round(6 * turns * ONE);
    for (int i = 0; i < area; i++) {
      int red = image[i] & 0xff;
      int green = image[area + i] & 0xff;
      int blue = image[2 * area + i] & 0xff;
      int max = Math.max(red, Math.max(green, blue));
      int min = Math.min(red, Math.min(green, blue));
      int chroma = max - min;
      int hue =
          max == red
              ? green - blue
              : max == green ? 2 * chroma + blue - red : 4 * chroma + red - green;
      int unit = chroma << BITS;
      int turned = (hue << BITS) + chroma * turn; // from -4 to 8 units: it just fits an int
      turned += 6 * unit & (turned >> 31);
      turned -= 6 * unit & ~((turned - 6 * unit) >> 31);
      int base = (min << BITS) + HALF;
      image[i] = component(base, unit, Math.abs(turned - 3 * unit) - unit);
      image[area + i] = component(base, unit, 2 * unit - Math.abs(turned - 2 * unit));
      image[2 * area + i] = component(base, unit, 2 * unit - Math.abs(turned - 4 * unit));
    }
  }

  private static byte component(int base, int unit, int above) {
    return (byte) ((base + Math.max(0, Math.min(unit, above))) >> BITS);
  }

  /** The luma of ITU-R BT.601, with Pillow's integer coefficients. */
  private static int grey(int red, int green, int blue) {
    return (19_595 * red + 38_470 * green + 7_471 * blue + 0x8000) >> 16;
  }

  private static byte clamped(int fraction) {
    return (byte) Math.max(0, Math.min(255, fraction >> BITS));
  }
}
