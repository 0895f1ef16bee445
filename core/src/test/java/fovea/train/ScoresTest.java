package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class ScoresTest {

  @Test
  void theFirstOfTheHighestIsBest() {
    FloatBuffer scores = FloatBuffer.wrap(new float[] {9, 1, 3, 3, 2});
    assertThat(Scores.argmax(scores, 1, 4)).isEqualTo(1);
    assertThat(Scores.argmax(scores, 0, 5)).isZero();
    assertThat(Scores.argmax(new double[] {-3, -1, -1})).isEqualTo(1);
  }

  @Test
  void probabilitiesAreOfARowAlone() {
    FloatBuffer scores = FloatBuffer.wrap(new float[] {9, 1, 1});
    assertThat(Scores.probabilities(scores, 1, 2)).containsExactly(0.5, 0.5);
  }

  @Test
  void largeScoresDoNotOverflow() {
    FloatBuffer scores = FloatBuffer.wrap(new float[] {1e30f, 1e30f, -1e30f});
    assertThat(Scores.probabilities(scores, 0, 3)).containsExactly(0.5, 0.5, 0);
    // exp(-1) / (1 + exp(-1))
    assertThat(Scores.probabilities(FloatBuffer.wrap(new float[] {1000, 999}), 0, 2)[1])
        .isCloseTo(0.2689414213699951, within(1e-15));
  }
}
