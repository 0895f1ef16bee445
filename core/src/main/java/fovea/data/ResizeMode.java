package fovea.data;

import fovea.nn.Size;
import java.util.Locale;

/** How an image whose proportions are not those of the wanted size is brought to it. */
public enum ResizeMode {
  /**
   * Scales the image until it covers the wanted size, and keeps its centre: nothing is distorted,
   * but the ends of the longer side are cut off.
   */
  CROP,
  /** Scales height and width by themselves: nothing is cut off, but the image is distorted. */
  SQUASH,
  /** Scales the image until it fits into the wanted size, with black bars on both sides. */
  PAD;

  /** The mode's name in recipes and flags. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The size of the centred part of an image that is scaled to the wanted size. */
  Size window(Size image, Size wanted) {
    return this == CROP ? largestInside(image, wanted) : image;
  }

  /** The size that the window is scaled to, at the centre of the wanted size. */
  Size scaled(Size image, Size wanted) {
    return this == PAD ? largestInside(wanted, image) : wanted;
  }

  /** The largest size with the proportions of another one, inside of bounds. */
  private static Size largestInside(Size bounds, Size proportions) {
    long height = bounds.height();
    long width = bounds.width();
    if (width * proportions.height() > height * proportions.width()) {
      width = Math.max(1, Math.round((double) height * proportions.width() / proportions.height()));
    } else {
      height = Math.max(1, Math.round((double) width * proportions.height() / proportions.width()));
    }
    return Size.of((int) height, (int) width);
  }
}
