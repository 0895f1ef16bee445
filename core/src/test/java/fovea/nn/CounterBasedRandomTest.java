package fovea.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CounterBasedRandomTest {

  private static final int DRAWS = 100_000;

  @Property
  void bitsAreTheOnesOfTheGeneratorThatItNames(
      @ForAll long key, @ForAll @IntRange(max = 50) int position) {
    SplittableRandom consumed = new SplittableRandom(key);
    consumed.longs(position).forEach(skipped -> {});
    assertThat(CounterBasedRandom.bits(key, position)).isEqualTo(consumed.nextLong());
  }

  @Property
  void atLeastIsUniformComparedWithTheNumber(
      @ForAll @DoubleRange(min = 0, max = 1) double number, @ForAll long key) {
    for (int position = 0; position < 50; position++) {
      double drawn = CounterBasedRandom.uniform(key, position);
      assertThat(CounterBasedRandom.atLeast(CounterBasedRandom.threshold(number), key, position))
          .isEqualTo(drawn >= number ? 1 : 0);
      assertThat(CounterBasedRandom.atLeast(CounterBasedRandom.threshold(drawn), key, position))
          .isEqualTo(1);
      assertThat(
              CounterBasedRandom.atLeast(
                  CounterBasedRandom.threshold(Math.nextUp(drawn)), key, position))
          .isZero();
    }
  }

  @Test
  void uniformNumbersFillCoarseBinsEvenlyUnderEveryKey() {
    for (long key = 0; key < 5; key++) {
      int[] bins = new int[20];
      for (int i = 0; i < DRAWS; i++) {
        bins[(int) (20 * CounterBasedRandom.uniform(key, i))]++;
      }
      assertBalanced(bins);
    }
  }

  @Test
  void subkeysSideBySideDrawIndependently() {
    // Pairs of a draw under one key and the same draw under the next one fill a square evenly.
    int[] bins = new int[25];
    for (int index = 0; index < DRAWS; index++) {
      double first = CounterBasedRandom.uniform(CounterBasedRandom.subkey(7, index), 0);
      double second = CounterBasedRandom.uniform(CounterBasedRandom.subkey(7, index + 1), 0);
      bins[5 * (int) (5 * first) + (int) (5 * second)]++;
    }
    assertBalanced(bins);
  }

  @Test
  void positionsSideBySideDrawIndependently() {
    int[] bins = new int[25];
    for (int i = 0; i < DRAWS; i++) {
      double first = CounterBasedRandom.uniform(3, i);
      double second = CounterBasedRandom.uniform(3, i + 1);
      bins[5 * (int) (5 * first) + (int) (5 * second)]++;
    }
    assertBalanced(bins);
  }

  /** Chi-squared: mean n - 1, deviation about sqrt(2 n). Five deviations are allowed. */
  private static void assertBalanced(int[] bins) {
    double expected = DRAWS / (double) bins.length;
    double chiSquared =
        Arrays.stream(bins).mapToDouble(bin -> Math.pow(bin - expected, 2) / expected).sum();
    assertThat(chiSquared).isLessThan(bins.length + 5 * Math.sqrt(2.0 * bins.length));
  }

  @Test
  void seedsPurposesAndIndicesAllMakeOtherKeys() {
    long[] keys =
        IntStream.range(0, 1000)
            .boxed()
            .flatMapToLong(
                seed ->
                    Arrays.stream(CounterBasedRandom.Purpose.values())
                        .mapToLong(purpose -> CounterBasedRandom.key(seed, purpose)))
            .flatMap(key -> IntStream.range(0, 5).mapToLong(i -> CounterBasedRandom.subkey(key, i)))
            .toArray();
    assertThat(Arrays.stream(keys).distinct().count()).isEqualTo(1000 * 5 * 5);
  }

  @Test
  void normalNumbersHaveTheMomentsOfTheBell() {
    double[] draws =
        IntStream.range(0, DRAWS).mapToDouble(i -> CounterBasedRandom.normal(5, i)).toArray();
    assertThat(moment(draws, 1)).isCloseTo(0, within(0.02));
    assertThat(moment(draws, 2)).isCloseTo(1, within(0.02));
    assertThat(moment(draws, 3)).isCloseTo(0, within(0.06));
    assertThat(moment(draws, 4)).isCloseTo(3, within(0.15));
  }

  private static double moment(double[] draws, int power) {
    return Arrays.stream(draws).map(draw -> Math.pow(draw, power)).average().orElseThrow();
  }

  @Property
  void aBoundedNumberIsWithinItsBound(
      @ForAll @IntRange(min = 1) int bound, @ForAll long key, @ForAll long position) {
    assertThat(CounterBasedRandom.below(bound, key, position)).isBetween(0, bound - 1);
  }

  @Property
  void aPermutationHasEveryElementOnce(@ForAll @IntRange(max = 300) int length, @ForAll long key) {
    int[] order = new int[length];
    CounterBasedRandom.permutation(order, key);
    Arrays.sort(order);
    assertThat(order).isEqualTo(IntStream.range(0, length).toArray());
  }

  @Test
  void everyPermutationIsAsLikely() {
    int[] bins = new int[6];
    int[] order = new int[3];
    for (int key = 0; key < DRAWS; key++) {
      CounterBasedRandom.permutation(order, CounterBasedRandom.subkey(1, key));
      bins[2 * order[0] + (order[1] > order[2] ? 1 : 0)]++;
    }
    assertBalanced(bins);
  }
}
