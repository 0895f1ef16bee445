package fovea.lab.figure;

import java.awt.Color;
import java.util.List;

/** Colours that are distinguishable with colour blindness and in greyscale print. */
public final class Palette {

  /** Okabe and Ito's categorical palette, with black, a darker yellow, wine and grey. */
  public static final List<Color> CATEGORICAL =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          new Color(0x000000),
          new Color(0xB8A800),
          new Color(0x882255),
          new Color(0x999999));

  /** Text and lines. */
  public static final Color INK = new Color(0x333333);

  /** Secondary text and lines. */
  public static final Color FAINT = new Color(0x808080);

  /** Grid lines. */
  public static final Color RULE = new Color(0xDDDDDD);

  /** Equidistant samples of viridis (van der Walt and Smith 2015). */
  private static final List<Color> VIRIDIS =
      List.of(
          new Color(0x440154),
          new Color(0x482475),
          new Color(0x414487),
          new Color(0x355F8D),
          new Color(0x2A788E),
          new Color(0x21918C),
          new Color(0x22A884),
          new Color(0x44BF70),
          new Color(0x7AD151),
          new Color(0xBDDF26),
          new Color(0xFDE725));

  private static final List<Color> DIVERGING =
      List.of(new Color(0x0072B2), Color.WHITE, new Color(0xD55E00));

  private Palette() {}

  /** The colour of a category; colours repeat after ten. */
  public static Color categorical(int number) {
    return CATEGORICAL.get(number % CATEGORICAL.size());
  }

  /**
   * The viridis colour map, from dark violet to yellow.
   *
   * @param value from 0 to 1; values outside are clamped
   */
  public static Color viridis(double value) {
    return between(VIRIDIS, value);
  }

  /**
   * A diverging colour map: blue below 0, white at 0, red above.
   *
   * @param value from -1 to 1; values outside are clamped
   */
  public static Color diverging(double value) {
    return between(DIVERGING, (value + 1) / 2);
  }

  private static Color between(List<Color> colors, double value) {
    double place = Math.max(0, Math.min(1, value)) * (colors.size() - 1);
    int left = Math.min((int) place, colors.size() - 2);
    return mix(colors.get(left), colors.get(left + 1), place - left);
  }

  /**
   * Interpolates linearly between two colours.
   *
   * @param share the weight of the second, from 0 to 1
   */
  public static Color mix(Color first, Color second, double share) {
    return new Color(
        mix(first.getRed(), second.getRed(), share),
        mix(first.getGreen(), second.getGreen(), share),
        mix(first.getBlue(), second.getBlue(), share));
  }

  private static int mix(int first, int second, double share) {
    return (int) Math.round(first + share * (second - first));
  }

  /**
   * A lighter shade of a colour.
   *
   * @param share 0 is the colour itself, 1 is white
   */
  public static Color lighter(Color color, double share) {
    return mix(color, Color.WHITE, share);
  }

  /**
   * A darker shade of a colour.
   *
   * @param share 0 is the colour itself, 1 is black
   */
  public static Color darker(Color color, double share) {
    return mix(color, Color.BLACK, share);
  }

  /**
   * A translucent version of a colour.
   *
   * @param opacity from 0, transparent, to 1, opaque
   */
  public static Color translucent(Color color, double opacity) {
    return new Color(
        color.getRed(), color.getGreen(), color.getBlue(), (int) Math.round(255 * opacity));
  }
}
