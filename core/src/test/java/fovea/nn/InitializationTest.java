package fovea.nn;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.linear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
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

  /** {@code torch.nn.init.dirac_(w[:3])} of w with the shape 5 x 3 x 2 x 3. */
  @Test
  void diracFiltersPassOnTheirChannels() {
    Conv2d layer =
        new Conv2d(5, Size.of(2, 3), Size.of(1), Size.of(0), Size.of(1), 1, false).dirac();
    Parameter weight = layer.parameters(Shape.image(3, 8, 8)).get(0);
    float[] values = Initialization.HE.values(weight, 1);
    float[] plain = Initialization.HE.values(weight.starting(Parameter.Start.SCHEME), 1);

    float[] expected = new float[3 * 18];
    expected[4] = 1; // filter 0, channel 0, row 1, column 1
    expected[18 + 6 + 4] = 1;
    expected[36 + 12 + 4] = 1;
    assertThat(Arrays.copyOf(values, 54)).isEqualTo(expected);
    assertThat(Arrays.copyOfRange(values, 54, 90)).isEqualTo(Arrays.copyOfRange(plain, 54, 90));
    assertThat(weight.learned()).isTrue();
  }

  @Test
  void diracFiltersMayBeFewerThanChannels() {
    Parameter weight = conv(2, 3).dirac().parameters(Shape.image(3, 8, 8)).get(0);
    float[] expected = new float[54];
    expected[4] = 1;
    expected[27 + 9 + 4] = 1;
    assertThat(Initialization.PYTORCH.values(weight, 1)).isEqualTo(expected);
  }

  @Test
  void whatIsFixedIsNotLearned() {
    List<Parameter> norm = batchNorm().withoutScale().parameters(Shape.image(4, 2, 2));
    assertThat(norm.stream().map(Parameter::learned)).containsExactly(false, true, false, false);
    assertThat(Initialization.HE.values(norm.get(0), 1)).containsOnly(1);
    Network whitened = Network.of("whitened", conv(24, 2).whitening(), batchNorm().withoutScale());
    assertThat(whitened.parameterCount(Shape.image(3, 8, 8))).isEqualTo(24 + 24);
  }

  @Test
  void impossibleStartsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> conv(4, 3).groups(2).dirac())
        .withMessage("groups is 2: only filters over all channels can start as dirac");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> conv(5, 2).whitening())
        .withMessageStartingWith("filters is 5: whitening filters come in pairs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> conv(26, 2).whitening().output(Shape.image(3, 8, 8)))
        .withMessageContaining("have 12 values, for which there are at most 24");
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
