package fovea.data;

import java.util.Locale;

/** How an image whose proportions are not those of the wanted size is brought to it. */
public enum ResizeMode {
  /**
   * Scales the image until it covers the wanted size, and keeps its centre: nothing is distorted,
   * but the ends of the longer side are cut off. From 128 pixels on, a margin of a sixteenth is cut
   * off on all sides: 224 x 224 pixels are the centre of an image whose short side has 256.
   */
  CROP,
  /** Scales height and width by themselves: nothing is cut off, but the image is distorted. */
  SQUASH,
  /** Scales the image until it fits into the wanted size, with black bars on both sides. */
  PAD;

  /** The smallest side from which a margin is left around the centre. */
  private static final int MARGIN_FROM = 128;

  /**
   * The side that an image is scaled to before a centre is cut out of it, as {@link #CROP} does.
   *
   * @param side the side of the centre in pixels
   */
  public static int withMargin(int side) {
    return side < MARGIN_FROM ? side : Math.round(side * 8f / 7);
  }

  /** The mode's name in recipes and flags. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
