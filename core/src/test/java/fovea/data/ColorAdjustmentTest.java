package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Shape;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

/** Colours in whole numbers against their definitions in real numbers. */
class ColorAdjustmentTest {

  private static final Shape SHAPE = Shape.image(3, 16, 16);
  private static final int AREA = SHAPE.area();

  /** Half a level is what rounding takes, and a thousandth the whole numbers. */
  private static final double ROUNDED = 0.501;

  private static byte[] image(long key) {
    byte[] image = new byte[SHAPE.elements()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) CounterBasedRandom.bits(key, i);
    }
    return image;
  }

  private static int value(byte[] image, int channel, int pixel) {
    return image[channel * AREA + pixel] & 0xff;
  }

  /** {@code 0.299 R + 0.587 G + 0.114 B}, rounded: what Pillow's {@code convert("L")} gives. */
  private static double grey(byte[] image, int pixel) {
    double luma =
        0.299 * value(image, 0, pixel)
            + 0.587 * value(image, 1, pixel)
            + 0.114 * value(image, 2, pixel);
    return Math.floor(luma + 0.5);
  }

  private static double clamped(double value) {
    return Math.max(0, Math.min(255, value));
  }

  @Property
  void saturationBlendsWithGrey(
      @ForAll long key, @ForAll @FloatRange(min = 0, max = 2) float factor) {
    byte[] source = image(key);
    byte[] made = source.clone();
    ColorAdjustment.saturation(made, SHAPE, factor);
    for (int pixel = 0; pixel < AREA; pixel++) {
      double grey = grey(source, pixel);
      for (int channel = 0; channel < 3; channel++) {
        double exact = clamped(grey + factor * (value(source, channel, pixel) - grey));
        // Luma that is all but half way between two values may be rounded to either.
        assertThat((double) value(made, channel, pixel))
            .isCloseTo(exact, within(ROUNDED + Math.abs(1 - factor)));
      }
    }
  }

  @Property
  void brightnessAndContrastAtOnceAreOneBehindTheOther(
      @ForAll long key,
      @ForAll @FloatRange(min = 0, max = 2) float brightness,
      @ForAll @FloatRange(min = 0, max = 2) float contrast) {
    byte[] once = image(key);
    byte[] twice = once.clone();
    ColorAdjustment.brightnessAndContrast(once, SHAPE, brightness, contrast);
    ColorAdjustment.brightness(twice, SHAPE, brightness);
    double sum = 0;
    for (int pixel = 0; pixel < AREA; pixel++) {
      sum += grey(twice, pixel);
    }
    double mean = sum / AREA;
    for (int i = 0; i < once.length; i++) {
      double exact = clamped(mean + contrast * ((twice[i] & 0xff) - mean));
      // The mean is rounded, as in Pillow; luma half way between two values, to either of them.
      assertThat((double) (once[i] & 0xff))
          .isCloseTo(exact, within(ROUNDED + Math.abs(1 - contrast) * (ROUNDED + 4.0 / AREA)));
    }
  }

  /** By way of hue, saturation and value, as in Python's {@code colorsys}. */
  @Property
  void hueTurnsAroundTheCircleOfColours(
      @ForAll long key, @ForAll @FloatRange(min = -0.5f, max = 0.5f) float turns) {
    byte[] source = image(key);
    byte[] made = source.clone();
    ColorAdjustment.hue(made, SHAPE, turns);
    for (int pixel = 0; pixel < AREA; pixel++) {
      double[] exact =
          turned(value(source, 0, pixel), value(source, 1, pixel), value(source, 2, pixel), turns);
      for (int channel = 0; channel < 3; channel++) {
        assertThat((double) value(made, channel, pixel)).isCloseTo(exact[channel], within(ROUNDED));
      }
    }
  }

  private static double[] turned(double red, double green, double blue, double turns) {
    double most = Math.max(red, Math.max(green, blue));
    double chroma = most - Math.min(red, Math.min(green, blue));
    if (chroma == 0) {
      return new double[] {red, green, blue};
    }
    double sixths;
    if (red == most) {
      sixths = (green - blue) / chroma;
    } else if (green == most) {
      sixths = 2 + (blue - red) / chroma;
    } else {
      sixths = 4 + (red - green) / chroma;
    }
    double hue = sixths / 6 + turns;
    hue -= Math.floor(hue);
    int sector = (int) (6 * hue) % 6;
    double part = 6 * hue - (int) (6 * hue);
    double least = most - chroma;
    double falling = most - chroma * part;
    double rising = least + chroma * part;
    return switch (sector) {
      case 0 -> new double[] {most, rising, least};
      case 1 -> new double[] {falling, most, least};
      case 2 -> new double[] {least, most, rising};
      case 3 -> new double[] {least, falling, most};
      case 4 -> new double[] {rising, least, most};
      default -> new double[] {most, least, falling};
    };
  }

  @Property
  void aTurnThereAndBackIsTheIdentityButForRounding(
      @ForAll long key, @ForAll @FloatRange(min = -0.5f, max = 0.5f) float turns) {
    byte[] source = image(key);
    byte[] made = source.clone();
    ColorAdjustment.hue(made, SHAPE, turns);
    ColorAdjustment.hue(made, SHAPE, -turns);
    for (int i = 0; i < source.length; i++) {
      assertThat(made[i] & 0xff).isCloseTo(source[i] & 0xff, within(2));
    }
  }

  @Test
  void extremeColoursDoNotOverflow() {
    for (float turns : new float[] {-0.5f, 0.5f}) {
      byte[] blue = new byte[SHAPE.elements()];
      Arrays.fill(blue, 2 * AREA, 3 * AREA, (byte) 255);
      ColorAdjustment.hue(blue, SHAPE, turns);
      assertThat(new int[] {value(blue, 0, 9), value(blue, 1, 9), value(blue, 2, 9)})
          .containsExactly(255, 255, 0);
      byte[] magenta = new byte[SHAPE.elements()];
      Arrays.fill(magenta, (byte) 255);
      Arrays.fill(magenta, AREA, 2 * AREA, (byte) 0);
      ColorAdjustment.hue(magenta, SHAPE, turns);
      assertThat(new int[] {value(magenta, 0, 9), value(magenta, 1, 9), value(magenta, 2, 9)})
          .containsExactly(0, 255, 0);
    }
  }

  @Property
  void invertingTwiceIsTheIdentity(@ForAll long key) {
    byte[] source = image(key);
    byte[] made = source.clone();
    LookupTable.identity().solarize(0).apply(made, 0, made.length);
    assertThat(made[5] & 0xff).isEqualTo(255 - (source[5] & 0xff));
    LookupTable.identity().solarize(0).apply(made, 0, made.length);
    assertThat(made).containsExactly(source);
  }
}
