package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrossEntropyTest {

  private static double loss(int label, float... scores) {
    return new CrossEntropy(scores.length).add(FloatBuffer.wrap(scores), new int[] {label}, 1);
  }

  private static float[] gradient(int label, float... scores) {
    FloatBuffer gradient = FloatBuffer.allocate(scores.length);
    new CrossEntropy(scores.length).add(FloatBuffer.wrap(scores), new int[] {label}, 1, gradient);
    return gradient.array();
  }

  @Test
  void theGradientIsThatOfFiniteDifferences() {
    int classes = 5;
    int[] labels = {4, 0, 2, 2};
    Random random = new Random(3);
    float[] scores = new float[labels.length * classes];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) random.nextGaussian();
    }
    CrossEntropy loss = new CrossEntropy(classes);
    FloatBuffer gradient = FloatBuffer.allocate(scores.length);
    double mean = loss.add(FloatBuffer.wrap(scores), labels, labels.length, gradient);
    assertThat(loss.add(FloatBuffer.wrap(scores), labels, labels.length)).isEqualTo(mean);
    float step = 1f / 128; // a power of two: scores + step loses next to nothing
    for (int i = 0; i < scores.length; i++) {
      float[] above = scores.clone();
      float[] below = scores.clone();
      above[i] += step;
      below[i] -= step;
      double difference =
          loss.add(FloatBuffer.wrap(above), labels, labels.length)
              - loss.add(FloatBuffer.wrap(below), labels, labels.length);
      assertThat((double) gradient.get(i))
          .as("gradient of score %d", i)
          .isCloseTo(difference / ((double) above[i] - below[i]), within(1e-5));
    }
  }

  @Test
  void weightsMultiplyLossesAndGradients() {
    float[] scores = {1, 2, 0, -1, 0.5f, 3};
    float[] targets = {0, 0, 1, 0.5f, 0.5f, 0};
    FloatBuffer gradient = FloatBuffer.allocate(6);
    double mean =
        new CrossEntropy(3)
            .add(FloatBuffer.wrap(scores), targets, new float[] {3, 0.5f}, 2, gradient);
    FloatBuffer[] alone = {FloatBuffer.allocate(3), FloatBuffer.allocate(3)};
    double expected = 0;
    for (int i = 0; i < 2; i++) {
      double weight = i == 0 ? 3 : 0.5;
      FloatBuffer one = FloatBuffer.wrap(Arrays.copyOfRange(scores, 3 * i, 3 * i + 3));
      float[] target = Arrays.copyOfRange(targets, 3 * i, 3 * i + 3);
      expected += weight / 2 * new CrossEntropy(3).add(one, target, 1, alone[i]);
      for (int j = 0; j < 3; j++) {
        assertThat((double) gradient.get(3 * i + j))
            .isCloseTo(weight / 2 * alone[i].get(j), within(1e-6));
      }
    }
    assertThat(mean).isCloseTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 1_000, -1_000, 3e38f, -3e38f})
  void aShiftOfAllScoresChangesNothing(float shift) {
    assertThat(loss(1, shift, shift, shift)).isCloseTo(Math.log(3), within(1e-6));
    assertThat(gradient(1, shift, shift, shift))
        .containsExactly(new float[] {1 / 3f, -2 / 3f, 1 / 3f}, within(1e-6f));
  }

  @Test
  void scoresFarApartDoNotOverflow() {
    assertThat(loss(0, 1e30f, -1e30f)).isZero();
    assertThat(loss(1, 1e4f, -1e4f)).isEqualTo(2e4);
    assertThat(gradient(1, 1e30f, -1e30f)).containsExactly(1, -1);
  }

  @Test
  void aScoreThatIsNotANumberGivesALossThatIsNone() {
    assertThat(loss(0, 1, Float.NaN)).isNaN();
    assertThat(loss(1, Float.NaN, 1)).isNaN();
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1, 0, 1", "1, 1, 1, 0, 0", "2, 0, 1, 1, 0", "1, 0, 1, 1, 1"})
  void theFirstOfEqualScoresIsTheAnswer(int label, float a, float b, float c, double accuracy) {
    CrossEntropy loss = new CrossEntropy(3);
    loss.add(FloatBuffer.wrap(new float[] {a, b, c}), new int[] {label}, 1);
    assertThat(loss.metrics().accuracy()).isEqualTo(accuracy);
  }

  @Test
  void batchesOfUnequalSizeCountByTheirImages() {
    CrossEntropy loss = new CrossEntropy(2);
    loss.add(FloatBuffer.wrap(new float[] {0, 0, 0, 0, 0, 0}), new int[] {0, 0, 1}, 3);
    loss.add(FloatBuffer.wrap(new float[] {0, 100}), new int[] {0}, 1);
    assertThat(loss.metrics().loss()).isCloseTo((3 * Math.log(2) + 100) / 4, within(1e-12));
    assertThat(loss.metrics().accuracy()).isEqualTo(0.5);
  }

  @Test
  void onlyTheImagesOfAShortBatchCount() {
    float[] rest = {0, 0, Float.NaN, Float.NaN};
    FloatBuffer gradient = FloatBuffer.wrap(new float[] {9, 9, 9, 9});
    CrossEntropy loss = new CrossEntropy(2);
    assertThat(loss.add(FloatBuffer.wrap(rest), new int[] {1, 0}, 1, gradient))
        .isEqualTo(Math.log(2));
    assertThat(gradient.array()).startsWith(0.5f, -0.5f);
  }

  @Test
  void noClassesAreRefused() {
    assertThatThrownBy(() -> new CrossEntropy(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("classes is 0: it must be at least 1");
  }
}
