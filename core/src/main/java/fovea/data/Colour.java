package fovea.data;

import fovea.nn.Shape;

/**
 * Changes of an image's colours in place, each by a factor of which 1 changes nothing: Pillow's
 * enhancements, which blend an image with another version of itself. Images of one channel are
 * grey; of other numbers than 1 and 3, only brightness and contrast are defined.
 *
 * <p>Fractions are whole numbers of 2^-20: exact to a thousandth of a level, so that what is
 * rounded is what real numbers give but for near ties.
 */
final class Colour {

  private static final int BITS = 20;
  private static final int ONE = 1 << BITS;
  private static final int HALF = ONE / 2;

  private Colour() {}

  /** Blends with black. */
  static void brightness(byte[] image, Shape shape, float factor) {
    Tones.identity().blend(0, factor).apply(image, 0, shape.elements());
  }

  /** Blends with the mean grey. */
  static void contrast(byte[] image, Shape shape, float factor) {
    brightnessAndContrast(image, shape, 1, factor);
  }

  /** One after the other, in one pass. */
  static void brightnessAndContrast(byte[] image, Shape shape, float brightness, float contrast) {
    Tones tones = Tones.identity().blend(0, brightness);
    tones.blend(meanGrey(image, shape, tones), contrast).apply(image, 0, shape.elements());
  }

  private static float meanGrey(byte[] image, Shape shape, Tones tones) {
    int area = shape.area();
    long sum = 0;
    if (shape.channels() == 3) {
      for (int i = 0; i < area; i++) {
        sum += grey(tones.of(image[i]), tones.of(image[area + i]), tones.of(image[2 * area + i]));
      }
    } else {
      for (int i = 0; i < area; i++) {
        sum += tones.of(image[i]);
      }
    }
    return Math.round((double) sum / area);
  }

  /** Blends with its grey version. */
  static void saturation(byte[] image, Shape shape, float factor) {
    if (shape.channels() != 3) {
      return;
    }
    int area = shape.area();
    int share = Math.round(factor * ONE);
    for (int i = 0; i < area; i++) {
      int red = image[i] & 0xff;
      int green = image[area + i] & 0xff;
      int blue = image[2 * area + i] & 0xff;
      int grey = grey(red, green, blue);
      int rest = grey * (ONE - share) + HALF;
      image[i] = clamped(rest + share * red);
      image[area + i] = clamped(rest + share * green);
      image[2 * area + i] = clamped(rest + share * blue);
    }
  }

  /**
   * Turns the hue: to hue, chroma and value and back (Smith 1978, in its closed form). The hue is
   * counted in chromas, six to the circle, so that nothing is divided.
   *
   * @param turns around the circle of colours, from -0.5 to 0.5
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
      int most = Math.max(red, Math.max(green, blue));
      int least = Math.min(red, Math.min(green, blue));
      int chroma = most - least;
      int place =
          most == red
              ? green - blue
              : most == green ? 2 * chroma + blue - red : 4 * chroma + red - green;
      int unit = chroma << BITS;
      int turned = (place << BITS) + chroma * turn; // from -4 to 8 units: it just fits
      turned += 6 * unit & (turned >> 31);
      turned -= 6 * unit & ~((turned - 6 * unit) >> 31);
      int base = (least << BITS) + HALF;
      image[i] = component(base, unit, Math.abs(turned - 3 * unit) - unit);
      image[area + i] = component(base, unit, 2 * unit - Math.abs(turned - 2 * unit));
      image[2 * area + i] = component(base, unit, 2 * unit - Math.abs(turned - 4 * unit));
    }
  }

  private static byte component(int base, int unit, int above) {
    return (byte) ((base + Math.max(0, Math.min(unit, above))) >> BITS);
  }

  /** Luma as ITU-R BT.601 has it, in Pillow's whole numbers. */
  private static int grey(int red, int green, int blue) {
    return (19_595 * red + 38_470 * green + 7_471 * blue + 0x8000) >> 16;
  }

  private static byte clamped(int fraction) {
    return (byte) Math.max(0, Math.min(255, fraction >> BITS));
  }
}
