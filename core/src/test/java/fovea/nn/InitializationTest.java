package fovea.nn;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class InitializationTest {

  /** Fan in 16 * 9, fan out 64 * 9. */
  private final List<Parameter> convolution = conv(64, 3).parameters(Shape.image(16, 8, 8));

  @Test
  void pyTorchDrawsWeightsAndBiasesUniformlyByFanIn() {
    double bound = 1 / Math.sqrt(16 * 9);
    assertUniform(Initialization.PYTORCH.values(convolution.get(0), 1), bound);
    List<Parameter> linear = linear(500).parameters(Shape.vector(16 * 9));
    assertUniform(Initialization.PYTORCH.values(linear.get(0), 1), bound);
    assertUniform(Initialization.PYTORCH.values(linear.get(1), 1), bound);
  }

  @Test
  void xavierDrawsUniformlyByBothFans() {
    double bound = Math.sqrt(6.0 / (16 * 9 + 64 * 9));
    assertUniform(Initialization.XAVIER.values(convolution.get(0), 1), bound);
    assertThat(Initialization.XAVIER.values(convolution.get(1), 1)).containsOnly(0);
  }

  @Test
  void heDrawsNormallyByFanIn() {
    float[] values = Initialization.HE.values(convolution.get(0), 1);
    assertThat(mean(values)).isCloseTo(0, within(0.005));
    assertThat(variance(values)).isCloseTo(2.0 / (16 * 9), within(0.001));
    assertThat(Initialization.HE.values(convolution.get(1), 1)).containsOnly(0);
  }

  @Test
  void groupsNarrowTheFans() {
    Parameter weight = conv(64, 3).groups(16).parameters(Shape.image(16, 8, 8)).get(0);
    assertThat(weight.fanIn()).isEqualTo(9);
    assertThat(weight.fanOut()).isEqualTo(4 * 9);
  }

  @Test
  void normalizationsStartAsTheIdentity() {
    for (Initialization each : Initialization.values()) {
      List<Parameter> parameters = batchNorm().parameters(Shape.image(4, 2, 2));
      assertThat(each.values(parameters.get(0), 1)).hasSize(4).containsOnly(1);
      assertThat(each.values(parameters.get(1), 1)).hasSize(4).containsOnly(0);
      assertThat(each.values(parameters.get(2), 1)).hasSize(4).containsOnly(0);
      assertThat(each.values(parameters.get(3), 1)).hasSize(4).containsOnly(1);
    }
  }

  @Test
  void valuesDependOnSeedAndNameOnly() {
    Parameter one = convolution.get(0).in("conv1");
    Parameter two = convolution.get(0).in("conv2");
    float[] values = Initialization.PYTORCH.values(one, 1);
    assertThat(Initialization.PYTORCH.values(one, 1)).isEqualTo(values);
    assertThat(Initialization.PYTORCH.values(one, 2)).isNotEqualTo(values);
    assertThat(Initialization.PYTORCH.values(two, 1)).isNotEqualTo(values);
  }

  @Test
  void areKnownByNameInAnyCase() {
    assertThat(Initialization.named("he")).isEqualTo(Initialization.HE);
    assertThat(Initialization.named("PyTorch")).isEqualTo(Initialization.PYTORCH);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Initialization.named("zero"))
        .withMessage("unknown initialization 'zero': choose from pytorch, he, xavier");
  }

  private static void assertUniform(float[] values, double bound) {
    for (float value : values) {
      assertThat(Math.abs(value)).isLessThanOrEqualTo((float) bound);
    }
    assertThat(mean(values)).isCloseTo(0, within(0.1 * bound));
    assertThat(variance(values)).isCloseTo(bound * bound / 3, within(0.1 * bound * bound));
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double variance(float[] values) {
    double mean = mean(values);
    double sum = 0;
    for (float value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum / values.length;
  }
}
