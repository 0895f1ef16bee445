package fovea.data;

import java.util.Arrays;

/**
 * A lookup table that maps each byte value to a new one. Point operations are composed in the table
 * and then applied to an image in a single pass.
 */
final class LookupTable {

  private static final ThreadLocal<LookupTable> OF_THREAD =
      ThreadLocal.withInitial(LookupTable::new);

  private final byte[] curve = new byte[256];
  private final int[] counts = new int[256];

  private LookupTable() {}

  /** The calling thread's table, reset to the identity; valid until the thread's next call. */
  static LookupTable identity() {
    LookupTable table = OF_THREAD.get();
    for (int value = 0; value < 256; value++) {
      table.curve[value] = (byte) value;
    }
    return table;
  }

  /** The new value of a byte, from 0 to 255. */
  int get(byte value) {
    return curve[value & 0xff] & 0xff;
  }

  /**
   * Appends blending with a constant.
   *
   * @param with the constant
   * @param factor 0 gives the constant, 1 changes nothing; other factors interpolate or extrapolate
   */
  LookupTable blend(float with, float factor) {
    for (int value = 0; value < 256; value++) {
      curve[value] = clamped(with + factor * ((curve[value] & 0xff) - with));
    }
    return this;
  }

  /** Appends solarising: inverts all values at or above a threshold. */
  LookupTable solarize(double threshold) {
    for (int value = 0; value < 256; value++) {
      int now = curve[value] & 0xff;
      curve[value] = (byte) (now < threshold ? now : 255 - now);
    }
    return this;
  }

  /**
   * Stretches the range of values in a part of an image to 0 to 255. The table must be the
   * identity.
   */
  LookupTable autoContrast(byte[] image, int from, int to) {
    int min = 255;
    int max = 0;
    for (int i = from; i < to; i++) {
      int value = image[i] & 0xff;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    if (max > min) {
      float scale = 255f / (max - min);
      for (int value = min; value <= max; value++) {
        curve[value] = clamped(scale * (value - min));
      }
    }
    return this;
  }

  /**
   * Equalises the histogram of a part of an image, as Pillow's {@code equalize} does. The table
   * must be the identity.
   */
  LookupTable equalize(byte[] image, int from, int to) {
    Arrays.fill(counts, 0);
    for (int i = from; i < to; i++) {
      counts[image[i] & 0xff]++;
    }
    int last = 255;
    while (counts[last] == 0) {
      last--;
    }
    int step = (to - from - counts[last]) / 255;
    if (step > 0) {
      int below = step / 2;
      for (int value = 0; value < 256; value++) {
        curve[value] = (byte) Math.min(255, below / step);
        below += counts[value];
      }
    }
    return this;
  }

  /** Applies the table to a part of an image, in place. */
  void apply(byte[] image, int from, int to) {
    for (int i = from; i < to; i++) {
      image[i] = curve[image[i] & 0xff];
    }
  }

  /** Rounds a value and clamps it to 0 to 255. */
  static byte clamped(float value) {
    int rounded = (int) (value + 0.5f); // truncation below 0 does no harm: it is clamped anyway
    return (byte) (rounded < 0 ? 0 : rounded > 255 ? 255 : rounded);
  }
}
