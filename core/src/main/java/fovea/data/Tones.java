package fovea.data;

import java.util.Arrays;

/**
 * A tone curve: what becomes of each value from 0 to 255. Operations that look at one value at a
 * time are put together here, 256 values at a time, and done to an image by looking them up once.
 */
final class Tones {

  private static final ThreadLocal<Tones> OF_THREAD = ThreadLocal.withInitial(Tones::new);

  private final byte[] curve = new byte[256];
  private final int[] counts = new int[256];

  private Tones() {}

  /** The thread's own curve, which changes nothing yet; valid until it is asked for again. */
  static Tones identity() {
    Tones tones = OF_THREAD.get();
    for (int value = 0; value < 256; value++) {
      tones.curve[value] = (byte) value;
    }
    return tones;
  }

  /** What becomes of a byte. */
  int of(byte value) {
    return curve[value & 0xff] & 0xff;
  }

  /**
   * Then blends with one value.
   *
   * @param factor 0 gives that value, 1 changes nothing
   */
  Tones blend(float with, float factor) {
    for (int value = 0; value < 256; value++) {
      curve[value] = clamped(with + factor * ((curve[value] & 0xff) - with));
    }
    return this;
  }

  /** Then inverts all values from a threshold on. */
  Tones solarize(double threshold) {
    for (int value = 0; value < 256; value++) {
      int now = curve[value] & 0xff;
      curve[value] = (byte) (now < threshold ? now : 255 - now);
    }
    return this;
  }

  /** Stretches what occurs in a part of an image over all values, from the identity. */
  Tones stretch(byte[] image, int from, int to) {
    int least = 255;
    int most = 0;
    for (int i = from; i < to; i++) {
      int value = image[i] & 0xff;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    if (most > least) {
      float scale = 255f / (most - least);
      for (int value = least; value <= most; value++) {
        curve[value] = clamped(scale * (value - least));
      }
    }
    return this;
  }

  /**
   * Makes what occurs in a part of an image equally frequent, as far as whole values can, from the
   * identity.
   */
  Tones equalize(byte[] image, int from, int to) {
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

  /** Changes a part of an image. */
  void apply(byte[] image, int from, int to) {
    for (int i = from; i < to; i++) {
      image[i] = curve[image[i] & 0xff];
    }
  }

  static byte clamped(float value) {
    int rounded = (int) (value + 0.5f); // below 0 towards 0, which is clamped anyway
    return (byte) (rounded < 0 ? 0 : rounded > 255 ? 255 : rounded);
  }
}
