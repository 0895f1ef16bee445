package fovea.nn;

/**
 * A counter-based random number generator: each number is a function of a key and a position,
 * without state. Keys are derived from seed, purpose, epoch or step, and sample or layer, so
 * results do not depend on the scheduling of threads, and a resumed run draws the same numbers as
 * an uninterrupted one.
 *
 * <p>The generator is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014, figure 17) with the key as seed: its finaliser applied to key +
 * (position + 1) * golden gamma.
 */
public final class CounterBasedRandom {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** The uses of random numbers; each purpose has keys of its own. */
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

  /** The key of a purpose, derived from a seed. */
  public static long key(long seed, Purpose purpose) {
    return subkey(mix(seed), purpose.code);
  }

  /** A key derived from another for one of its indexes, such as an epoch, step, sample or layer. */
  public static long subkey(long key, long index) {
    return mix(key ^ mix(index + GOLDEN_GAMMA));
  }

  /** 64 random bits. */
  public static long bits(long key, long position) {
    return mix(key + (position + 1) * GOLDEN_GAMMA);
  }

  /** A uniform number from 0, inclusive, to 1, exclusive. */
  public static double uniform(long key, long position) {
    return (bits(key, position) >>> 11) * 0x1.0p-53;
  }

  /** The threshold that {@link #atLeast} takes, for a number from 0 to 1. */
  public static long threshold(double number) {
    return (long) Math.ceil(number * 0x1.0p53);
  }

  /**
   * Compares {@link #uniform} with a number: 1 if it is at least that number, 0 if it is less.
   * Computed without a branch, which random values would make unpredictable.
   *
   * @param threshold the {@link #threshold} of the number
   */
  public static int atLeast(long threshold, long key, long position) {
    return 1 - (int) (((bits(key, position) >>> 11) - threshold) >>> 63);
  }

  /** An integer from 0, inclusive, to {@code bound}, exclusive; its bias is below bound / 2^53. */
  public static int below(int bound, long key, long position) {
    return (int) (uniform(key, position) * bound);
  }

  /** A standard normal number (Box and Muller 1958); uses uniforms at positions 2p and 2p + 1. */
  public static double normal(long key, long position) {
    double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform(key, 2 * position)));
    return radius * StrictMath.cos(2 * Math.PI * uniform(key, 2 * position + 1));
  }

  /** Fills an array with a random permutation of 0 to length - 1 (Fisher and Yates 1938). */
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
