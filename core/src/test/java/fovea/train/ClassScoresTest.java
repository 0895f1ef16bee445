package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ClassScoresTest {

  private static final Offset<Double> EXACT = within(1e-12);

  private static ClassScores scores(int classes, int[] labels, int[] predictions) {
    ClassScores scores = new ClassScores(classes);
    for (int i = 0; i < labels.length; i++) {
      float[] row = new float[classes];
      row[predictions[i]] = 1;
      scores.add(FloatBuffer.wrap(row), 0, labels[i]);
    }
    return scores;
  }

  /**
   * What scikit-learn defines, worked out by hand:
   *
   * <pre>{@code
   * y = [0, 0, 0, 0, 1, 1, 1, 2, 2, 3]; p = [0, 0, 1, 2, 1, 1, 0, 2, 1, 0]
   * precision_recall_fscore_support(y, p, zero_division=0)
   * # [0.5, 0.5, 0.5, 0], [0.5, 0.6667, 0.5, 0], [0.5, 0.5714, 0.5, 0]
   * precision_recall_fscore_support(y, p, average="macro", zero_division=0)
   * # 0.375, 0.4167, 0.3929
   * }</pre>
   */
  @Test
  void scoresAreThoseThatScikitLearnDefines() {
    ClassScores scores =
        scores(
            4, new int[] {0, 0, 0, 0, 1, 1, 1, 2, 2, 3}, new int[] {0, 0, 1, 2, 1, 1, 0, 2, 1, 0});
    assertThat(scores.precision(0)).isCloseTo(0.5, EXACT);
    assertThat(scores.recall(1)).isCloseTo(2 / 3.0, EXACT);
    assertThat(scores.f1(1)).isCloseTo(4 / 7.0, EXACT);
    assertThat(scores.f1(3)).isZero();
    assertThat(scores.precision(3)).isNaN();
    assertThat(scores.precision()).isCloseTo(0.375, EXACT);
    assertThat(scores.recall()).isCloseTo(5 / 12.0, EXACT);
    assertThat(scores.f1()).isCloseTo(11 / 28.0, EXACT);
    assertThat(scores.count(0, 2)).isEqualTo(1);
    assertThat(scores.count(2, 0)).isZero();
    assertThat(scores.images()).isEqualTo(10);
  }

  @Test
  void topFiveCountsTheFiveHighestScores() {
    ClassScores scores = new ClassScores(7);
    FloatBuffer row = FloatBuffer.wrap(new float[] {7, 6, 5, 4, 3, 2, 1});
    for (int label = 0; label < 7; label++) {
      scores.add(row, 0, label);
    }
    assertThat(scores.topFive()).isCloseTo(5 / 7.0, EXACT);
    assertThat(scores.topFive(4)).isEqualTo(1);
    assertThat(scores.topFive(5)).isZero();
  }

  @Test
  void ofEqualScoresTheEarlierClassesAreAhead() {
    ClassScores scores = new ClassScores(7);
    scores.add(FloatBuffer.allocate(7), 0, 4);
    scores.add(FloatBuffer.allocate(7), 0, 5);
    assertThat(scores.topFive()).isEqualTo(0.5);
  }

  /** A dense matrix of so many classes would have 10 billion entries. */
  @Test
  void thereMayBeAHundredThousandClasses() {
    ClassScores scores = scores(100_000, new int[] {99_999, 5}, new int[] {99_999, 99_998});
    assertThat(scores.count(5, 99_998)).isEqualTo(1);
    assertThat(scores.recall()).isEqualTo(0.5);
  }
}
