package fovea.engine;

import static fovea.nn.Layers.conv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fovea.engine.onednn.OneDnnEngine;
import fovea.nn.Conv2d;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Initialization;
import fovea.nn.Layers;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Winograd's algorithm at the limits of where it is chosen, on maps of the size that networks have:
 * a batch, for which it is, against its images one by one, for which it is not. Single images are
 * held against the reference engine in {@link EngineAgreementTest}.
 */
class WinogradAgreementTest {

  private static final OneDnnEngine ENGINE = new OneDnnEngine();

  private static final int BATCH = 16;

  /**
   * A convolution.
   *
   * @param winograd whether the algorithm is chosen for a batch
   * @param channels its input channels
   * @param size rows and columns of its input
   */
  private record Case(boolean winograd, int channels, Size size, Conv2d conv) {

    Network network() {
      return Network.of("case", Layers.conv(channels, 1), conv);
    }

    Shape input() {
      return Shape.image(3, size.height(), size.width());
    }
  }

  private static Conv2d of(int filters, Size kernel, Size stride, Size padding, Size dilation) {
    return new Conv2d(filters, kernel, stride, padding, dilation, 1, true);
  }

  private static Stream<Case> limits() {
    Size one = Size.of(1);
    return Stream.of(
        new Case(true, 128, Size.of(12), conv(128, 3).same()),
        new Case(true, 128, Size.of(14, 9), conv(128, 3).same()),
        new Case(true, 128, Size.of(15, 11), conv(128, 3).same()),
        new Case(true, 64, Size.of(16), conv(64, 5).same()),
        new Case(true, 128, Size.of(14), conv(128, 3)),
        new Case(true, 128, Size.of(14), conv(128, 3).pad(1).withoutBias()),
        new Case(
            true, 128, Size.of(12, 28), of(128, Size.of(3, 5), Size.of(1, 2), one, Size.of(1, 2))),
        // square tiles: pairs of them and odd numbers, remainders in both directions
        new Case(true, 128, Size.of(24), conv(128, 3).same()),
        new Case(true, 128, Size.of(22, 26), conv(80, 3).same()),
        new Case(true, 96, Size.of(23, 31), conv(128, 3).same()),
        new Case(true, 112, Size.of(27, 22), conv(96, 3).same().withoutBias()),
        new Case(true, 128, Size.of(4, 128), conv(128, 3).same()),
        // a last tile of a single row of outputs
        new Case(false, 128, Size.of(13), conv(128, 3).same()),
        new Case(false, 128, Size.of(17, 12), conv(128, 3).same()),
        new Case(false, 64, Size.of(9), conv(64, 5).same()),
        new Case(false, 64, Size.of(13, 16), conv(64, 5).same()),
        new Case(false, 128, Size.of(15), conv(128, 3)),
        // a first tile over a single row of inputs
        new Case(false, 128, Size.of(14), conv(128, 3).pad(2)),
        new Case(false, 64, Size.of(12), conv(64, 5).pad(4)),
        new Case(false, 128, Size.of(12), of(128, Size.of(3), one, Size.of(3, 1), one)),
        // strides, dilations, groups
        new Case(false, 128, Size.of(23, 12), of(128, Size.of(3), Size.of(2, 1), one, one)),
        new Case(false, 128, Size.of(16, 12), of(128, Size.of(3), one, one, Size.of(2, 1))),
        new Case(false, 128, Size.of(12), conv(128, 3).same().groups(2)),
        // filters of too few or too many rows, and channels that fill no blocks
        new Case(false, 256, Size.of(12), conv(256, 2)),
        new Case(false, 64, Size.of(17), conv(64, 6)),
        new Case(false, 64, Size.of(16), conv(64, 7).same()),
        new Case(false, 136, Size.of(12), conv(128, 3).same()),
        new Case(false, 128, Size.of(12), conv(136, 3).same()));
  }

  static Stream<Arguments> cases() {
    return Stream.of(Precision.F32, Precision.BF16)
        .filter(ENGINE::supports)
        .flatMap(precision -> limits().map(each -> Arguments.of(precision, each)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void aBatchIsItsImages(Precision precision, Case limit) {
    try (Model model = ENGINE.compile(limit.network(), limit.input(), BATCH, precision)) {
      model.initialize(Initialization.PYTORCH, 1);
      Program batch = model.training(BATCH);
      Program single = model.training(1);
      assertThat(usesWinograd(batch)).isEqualTo(limit.winograd());
      assertThat(usesWinograd(single)).isFalse();

      int inputs = limit.input().elements();
      int outputs = model.output().elements();
      float[] images = random(1, BATCH * inputs);
      float[] gradients = random(2, BATCH * outputs);
      float[][] sums = new float[model.variables().size()][];
      float[] expected = new float[BATCH * outputs];
      for (int image = 0; image < BATCH; image++) {
        single.input().put(0, images, image * inputs, inputs);
        single.forward(0);
        single.output().get(0, expected, image * outputs, outputs);
        single.outputGradient().put(0, gradients, image * outputs, outputs);
        single.backward();
        addGradients(model, sums);
      }
      batch.input().put(0, images);
      batch.forward(0);
      batch.outputGradient().put(0, gradients);
      batch.backward();

      // Winograd's rounding is up to four times that of direct convolution, and ten in squares.
      double half =
          batch.kernels().stream().anyMatch(each -> each.startsWith("winograd2d")) ? 5e-2 : 3e-2;
      double tolerance = precision == Precision.F32 ? 2e-5 : half;
      assertThat(error(read(batch.output()), expected)).as("output").isLessThan(tolerance);
      for (int i = 0; i < sums.length; i++) {
        Variable variable = model.variables().get(i);
        Parameter parameter = variable.parameter();
        assertThat(error(variable.read(variable.gradient()), sums[i]))
            .as("gradient of %s", parameter.name())
            .isLessThan(tolerance);
      }
    }
  }

  /** What the documentation says of its accuracy, beside direct convolution in 32 bits. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void roundingIsAFewTimesThatOfBfloat16AndSmallIn32Bits(long seed) {
    assumeTrue(ENGINE.supports(Precision.BF16));
    Case typical = new Case(true, 64, Size.of(16), conv(64, 5).same());
    float[] exact = outputs(typical, Precision.F32, 1, seed);

    assertThat(error(outputs(typical, Precision.F32, BATCH, seed), exact)).isLessThan(4e-5);
    double direct = error(outputs(typical, Precision.BF16, 1, seed), exact);
    double winograd = error(outputs(typical, Precision.BF16, BATCH, seed), exact);
    assertThat(direct).isBetween(1e-3, 1e-2);
    assertThat(winograd / direct).isBetween(1.5, 4.5);
  }

  /** The outputs of a case for a batch of images, of which so many are computed at once. */
  private static float[] outputs(Case which, Precision precision, int batch, long seed) {
    try (Model model = ENGINE.compile(which.network(), which.input(), batch, precision)) {
      model.initialize(Initialization.PYTORCH, seed);
      Program program = model.training(batch);
      assertThat(usesWinograd(program)).isEqualTo(batch > 1);
      int inputs = which.input().elements();
      int outputs = model.output().elements();
      float[] images = random(seed, BATCH * inputs);
      float[] all = new float[BATCH * outputs];
      for (int image = 0; image < BATCH; image += batch) {
        program.input().put(0, images, image * inputs, batch * inputs);
        program.forward(0);
        program.output().get(0, all, image * outputs, batch * outputs);
      }
      return all;
    }
  }

  private static boolean usesWinograd(Program program) {
    return program.kernels().stream().anyMatch(kernel -> kernel.startsWith("winograd"));
  }

  private static void addGradients(Model model, float[][] sums) {
    List<Variable> variables = model.variables();
    for (int i = 0; i < sums.length; i++) {
      float[] gradient = variables.get(i).read(variables.get(i).gradient());
      if (sums[i] == null) {
        sums[i] = new float[gradient.length];
      }
      for (int j = 0; j < gradient.length; j++) {
        sums[i][j] += gradient[j];
      }
    }
  }

  /** The root mean square of the errors, over that of the expected values. */
  private static double error(float[] actual, float[] expected) {
    double errors = 0;
    double squares = 0;
    for (int i = 0; i < actual.length; i++) {
      double difference = (double) actual[i] - expected[i];
      errors += difference * difference;
      squares += (double) expected[i] * expected[i];
    }
    return Math.sqrt(errors / squares);
  }

  private static float[] random(long key, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (2 * CounterBasedRandom.uniform(key, i) - 1);
    }
    return values;
  }

  private static float[] read(FloatBuffer buffer) {
    float[] values = new float[buffer.capacity()];
    buffer.get(0, values);
    return values;
  }
}
