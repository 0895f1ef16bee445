package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

/** Cross-entropy with probabilities for targets, against PyTorch 1.13. */
class SoftTargetsTest {

  private static final FloatBuffer SCORES =
      FloatBuffer.wrap(new float[] {1, -2, 0.5f, 0.2f, 0.1f, -3});

  /**
   * {@code x = torch.tensor([[1., -2., .5], [.2, .1, -3.]], requires_grad=True); l =
   * cross_entropy(x, torch.tensor([[.7, .1, .2], [0., .4, .6]])); l.backward()}.
   */
  @Test
  void lossAndGradient() {
    float[] targets = {0.7f, 0.1f, 0.2f, 0, 0.4f, 0.6f};
    CrossEntropy loss = new CrossEntropy(3);
    FloatBuffer gradient = FloatBuffer.allocate(6);
    assertThat(loss.add(SCORES, targets, 2, gradient)).isCloseTo(1.76508367, within(1e-6));
    assertThat(gradient.array())
        .containsExactly(
            new float[] {-0.0481255f, -0.0349705f, 0.0830961f, 0.2569901f, 0.0325343f, -0.2895245f},
            within(1e-6f));
    assertThat(loss.metrics().accuracy()).as("the first's likeliest is right").isEqualTo(0.5);
  }

  /** {@code cross_entropy(x, torch.tensor([2, 0]), label_smoothing=0.1)}. */
  @Test
  void smoothedLabels() {
    float third = 0.1f / 3;
    float[] targets = {third, third, 0.9f + third, 0.9f + third, third, third};
    CrossEntropy loss = new CrossEntropy(3);
    FloatBuffer gradient = FloatBuffer.allocate(6);
    assertThat(loss.add(SCORES, targets, 2, gradient)).isCloseTo(0.92341697, within(1e-6));
    assertThat(gradient.array())
        .containsExactly(
            new float[] {
              0.2852077f, -0.0016372f, -0.2835705f, -0.2096764f, 0.2158676f, -0.0061911f
            },
            within(1e-6f));
  }
}
