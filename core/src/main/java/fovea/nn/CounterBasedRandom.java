package fovea.nn;

/**
 * Random numbers that are counted, not consumed: a number depends on a key and a position, never on
 * who asked before. A key says what the numbers are for (seed, purpose, epoch or step, sample or
 * layer), so results do not depend on the order in which threads work, and a resumed run draws what
 * the run that was not interrupted would have drawn.
 *
 * <p>The bits are SplitMix64's (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014, figure 17): the finaliser of key + position * golden gamma.
 */
public final class CounterBasedRandom {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** What numbers are drawn for: different purposes never share them. */
  public enum Purpose {
    INITIALIZATION(1),
    SHUFFLE(2),
    AUGMENTATION(3),
    DROPOUT(4),
    SYNTHETIC(5);

    private final long code;

    Purpose(long code) {
      this.code = code;
    }
  }

  private CounterBasedRandom() {}

  /** The key of a purpose under a seed. */
  public static long key(long seed, Purpose purpose) {
    return subkey(mix(seed), purpose.code);
  }

  /** A key for one of several things under a key: an epoch, a step, a sample, a layer. */
  public static long subkey(long key, long index) {
    return mix(key ^ mix(index + GOLDEN_GAMMA));
  }

  /** 64 random bits. */
  public static long bits(long key, long position) {
    return mix(key + (position + 1) * GOLDEN_GAMMA);
  }

  /** A number from 0 up to, not including, 1. */
  public static double uniform(long key, long position) {
    return (bits(key, position) >>> 11) * 0x1.0p-53;
  }

  /** What {@link #atLeast} compares with, for a number from 0 to 1. */
  public static long threshold(double number) {
    return (long) Math.ceil(number * 0x1.0p53);
  }

  /**
   * 1 where {@link #uniform} is a number or more, 0 where it is less. It does not branch: on what
   * is random, a processor would guess wrong.
   *
   * @param threshold the number's {@link #threshold}
   */
  public static int atLeast(long threshold, long key, long position) {
    return 1 - (int) (((bits(key, position) >>> 11) - threshold) >>> 63);
  }

  /** A number from 0 up to, not including, {@code bound}; its bias is below bound / 2^53. */
  public static int below(int bound, long key, long position) {
    return (int) (uniform(key, position) * bound);
  }

  /** A standard normal number (Box and Muller 1958); uses positions 2p and 2p + 1. */
  public static double normal(long key, long position) {
    double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform(key, 2 * position)));
    return radius * StrictMath.cos(2 * Math.PI * uniform(key, 2 * position + 1));
  }

  /** Fills an array with 0 to length - 1 in random order (Fisher and Yates 1938). */
  public static void permutation(int[] order, long key) {
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    for (int i = order.length - 1; i > 0; i--) {
      int j = below(i + 1, key, i);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
