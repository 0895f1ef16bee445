package fovea.data;

import fovea.nn.Shape;

/**
 * Changes of an image's colours in place, each by a factor of which 1 changes nothing: Pillow's
 * enhancements, which blend an image with another version of itself. Images of one channel are
 * grey; of other numbers than 1 and 3, only brightness and contrast are defined.
 */
final class Colour {

  private Colour() {}

  /** Blends with black. */
  static void brightness(byte[] image, Shape shape, float factor) {
    for (int i = 0; i < shape.elements(); i++) {
      image[i] = clamped(factor * (image[i] & 0xff));
    }
  }

  /** Blends with the mean grey. */
  static void contrast(byte[] image, Shape shape, float factor) {
    int area = shape.area();
    long sum = 0;
    for (int i = 0; i < area; i++) {
      sum += grey(image, shape, i);
    }
    float mean = (float) Math.round((double) sum / area);
    for (int i = 0; i < shape.elements(); i++) {
      image[i] = clamped(mean + factor * ((image[i] & 0xff) - mean));
    }
  }

  /** Blends with its grey version. */
  static void saturation(byte[] image, Shape shape, float factor) {
    if (shape.channels() != 3) {
      return;
    }
    int area = shape.area();
    for (int i = 0; i < area; i++) {
      int grey = grey(image, shape, i);
      for (int p = i; p < shape.elements(); p += area) {
        image[p] = clamped(grey + factor * ((image[p] & 0xff) - grey));
      }
    }
  }

  /**
   * Turns the hue.
   *
   * @param turns around the circle of colours, from -0.5 to 0.5
   */
  static void hue(byte[] image, Shape shape, float turns) {
    if (shape.channels() != 3) {
      return;
    }
    int area = shape.area();
    for (int i = 0; i < area; i++) {
      int red = image[i] & 0xff;
      int green = image[area + i] & 0xff;
      int blue = image[2 * area + i] & 0xff;
      int most = Math.max(red, Math.max(green, blue));
      int chroma = most - Math.min(red, Math.min(green, blue));
      if (chroma == 0) {
        continue;
      }
      float sixth;
      if (most == red) {
        sixth = (float) (green - blue) / chroma;
      } else if (most == green) {
        sixth = 2 + (float) (blue - red) / chroma;
      } else {
        sixth = 4 + (float) (red - green) / chroma;
      }
      float turned = sixth + 6 * turns;
      image[i] = component(most, chroma, turned + 5);
      image[area + i] = component(most, chroma, turned + 3);
      image[2 * area + i] = component(most, chroma, turned + 1);
    }
  }

  /** From value, chroma and hue back to red, green or blue (Smith 1978, in its closed form). */
  private static byte component(int value, int chroma, float sixths) {
    float k = sixths;
    while (k >= 6) {
      k -= 6;
    }
    while (k < 0) {
      k += 6;
    }
    float edge = k < 2 ? k : 4 - k;
    return clamped(value - chroma * (edge < 0 ? 0 : edge > 1 ? 1 : edge));
  }

  /** Luma as ITU-R BT.601 has it; for one channel, the channel. */
  private static int grey(byte[] image, Shape shape, int pixel) {
    if (shape.channels() != 3) {
      return image[pixel] & 0xff;
    }
    int area = shape.area();
    int red = image[pixel] & 0xff;
    int green = image[area + pixel] & 0xff;
    int blue = image[2 * area + pixel] & 0xff;
    return (299 * red + 587 * green + 114 * blue + 500) / 1000;
  }

  static byte clamped(float value) {
    int rounded = (int) (value + 0.5f); // below 0 towards 0, which is clamped anyway
    return (byte) (rounded < 0 ? 0 : rounded > 255 ? 255 : rounded);
  }
}
