package fovea.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import fovea.nn.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixingTest {

  private static final Shape SHAPE = Shape.image(2, 6, 5);
  private static final int CLASSES = 7;

  /** A batch whose image i consists of the number i only, and is of class i. */
  private static final class Batch {
    private final FloatBuffer images = FloatBuffer.allocate(CLASSES * SHAPE.elements());
    private final float[] targets = new float[CLASSES * CLASSES];

    Batch(int size) {
      for (int i = 0; i < size; i++) {
        for (int e = 0; e < SHAPE.elements(); e++) {
          images.put(i * SHAPE.elements() + e, i);
        }
        targets[i * CLASSES + i] = 1;
      }
    }

    FloatBuffer images() {
      return images;
    }

    float[] targets() {
      return targets;
    }

    double mean(int image) {
      double sum = 0;
      for (int e = 0; e < SHAPE.elements(); e++) {
        sum += images.get(image * SHAPE.elements() + e);
      }
      return sum / SHAPE.elements();
    }

    float target(int image, int label) {
      return targets[image * CLASSES + label];
    }
  }

  @Provide
  Arbitrary<Mixing> mixings() {
    return Arbitraries.of(new Mixup(0.2), new Mixup(1), new Mixup(5), new CutMix(1), new CutMix(3));
  }

  @Property
  void imagesAndTargetsAreMixedInTheSameShares(
      @ForAll("mixings") Mixing mixing,
      @ForAll @IntRange(min = 1, max = CLASSES) int size,
      @ForAll long key) {
    Batch batch = new Batch(size);
    mixing.apply(batch.images(), batch.targets(), SHAPE, size, key);
    for (int i = 0; i < size; i++) {
      int partner = size - 1 - i;
      double expected = 0;
      double sum = 0;
      for (int j = 0; j < CLASSES; j++) {
        assertThat(batch.target(i, j)).isBetween(0f, 1f);
        if (j != i && j != partner) {
          assertThat(batch.target(i, j)).isZero();
        }
        expected += j * batch.target(i, j);
        sum += batch.target(i, j);
      }
      assertThat(sum).isCloseTo(1, within(1e-5));
      assertThat(batch.mean(i)).isCloseTo(expected, within(1e-4));
    }
  }

  @Property
  void theSameKeyMixesAlike(@ForAll("mixings") Mixing mixing, @ForAll long key) {
    Batch one = new Batch(4);
    Batch other = new Batch(4);
    mixing.apply(one.images(), one.targets(), SHAPE, 4, key);
    mixing.apply(other.images(), other.targets(), SHAPE, 4, key);
    assertThat(one.images().array()).containsExactly(other.images().array());
    assertThat(one.targets()).containsExactly(other.targets());
  }

  @Test
  void sharesAreSpreadAsTheirDistributionSays() {
    for (double alpha : new double[] {0.2, 1, 4}) {
      BetaSampler sampler = new BetaSampler("test", alpha);
      double sum = 0;
      double squares = 0;
      int draws = 20_000;
      for (int i = 0; i < draws; i++) {
        double share = sampler.draw(1, i);
        sum += share;
        squares += share * share;
      }
      double mean = sum / draws;
      assertThat(mean).isCloseTo(0.5, within(0.01));
      // The variance of Beta(a, a) is 1 / (4 (2 a + 1)).
      assertThat(squares / draws - mean * mean).isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.005));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 101, Double.NaN})
  void refusesAnAlphaOutOfRange(double alpha) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Mixup(alpha))
        .withMessage("mixup alpha is " + alpha + ": it must be above 0 and at most 100");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CutMix(alpha))
        .withMessage("cutmix alpha is " + alpha + ": it must be above 0 and at most 100");
  }

  @Test
  void aLoaderGivesTargetsThatAreMixedAndSmoothed() {
    ImageSet set =
        new ImageSet(
            SHAPE, List.of("a", "b", "c"), new byte[] {0, 1, 2, 1, 0, 2, 2}, new byte[7 * 60]);
    Pipeline certain = new Pipeline(List.of(), Normalization.none(2));
    Pipeline smooth =
        new Pipeline(List.of(), Normalization.none(2), new LabelSmoothing(0.3), List.of());
    Pipeline mixed =
        new Pipeline(
            List.of(), Normalization.none(2), new LabelSmoothing(0.3), List.of(new Mixup(1)));

    assertThat(firstTargets(set, certain, 0)).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
    assertThat(firstTargets(set, smooth, 0))
        .containsExactly(
            new float[] {0.8f, 0.1f, 0.1f, 0.1f, 0.8f, 0.1f, 0.1f, 0.1f, 0.8f}, within(1e-6f));
    float[] once = firstTargets(set, mixed, 0);
    assertThat(once).containsExactly(firstTargets(set, mixed, 0));
    assertThat(once).isNotEqualTo(firstTargets(set, mixed, 1));
    assertThat(once[4]).as("the middle image has no partner").isCloseTo(0.8f, within(1e-6f));
  }

  private static float[] firstTargets(ImageSet set, Pipeline pipeline, int epoch) {
    try (Loader loader = new Loader(set, pipeline, 3, 1, false)) {
      loader.start(epoch, 0);
      loader.advance();
      return loader.targets().clone();
    }
  }

  @Property
  void aCutoutBlanksASquareAndNothingElse(
      @ForAll @IntRange(min = 1, max = 9) int size, @ForAll long key) {
    byte[] source = new byte[SHAPE.elements()];
    Arrays.fill(source, (byte) 200);
    byte[] cut = new byte[SHAPE.elements()];
    new Cutout(size, List.of(10, 30)).apply(source, SHAPE, cut, key);
    List<Integer> blank = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      boolean first = cut[i] == 10;
      assertThat(cut[i + 30]).isEqualTo(first ? (byte) 30 : (byte) 200);
      assertThat(cut[i]).isEqualTo(first ? (byte) 10 : (byte) 200);
      if (first) {
        blank.add(i);
      }
    }
    assertThat(blank).isNotEmpty();
    int rows = blank.get(blank.size() - 1) / 5 - blank.get(0) / 5 + 1;
    int columns = (int) blank.stream().mapToInt(i -> i % 5).distinct().count();
    assertThat(rows).isLessThanOrEqualTo(size);
    assertThat(columns).isLessThanOrEqualTo(size);
    assertThat(blank).hasSize(rows * columns);
  }

  @Test
  void refusesBadCutouts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Cutout(0, List.of(1)))
        .withMessage("cutout size is 0: it must be 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Cutout(3, List.of(256)))
        .withMessage("cutout fill is 256: it must be from 0 to 255");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Cutout(3, List.of(1)).output(SHAPE))
        .withMessage("cutout has 1 fill values, the images have 2 channels");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LabelSmoothing(1))
        .withMessage("label smoothing is 1.0: it must be 0 or more and below 1");
  }
}
