package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.engine.reference.ReferenceEngine;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Layers;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What PyTorch computes. Its numbers come from this recipe, in Python with torch 1.13:
 *
 * <pre>
 * def uniform(key, n):  # CounterBasedRandom.uniform(key, 0 .. n - 1), in unsigned 64-bit arithmetic
 *     z = uint64(key) + (arange(n) + 1) * 0x9E3779B97F4A7C15
 *     z = (z ^ (z &gt;&gt; 30)) * 0xBF58476D1CE4E5B9
 *     z = (z ^ (z &gt;&gt; 27)) * 0x94D049BB133111EB
 *     z = z ^ (z &gt;&gt; 31)
 *     return (z &gt;&gt; 11) * 2.0**-53
 * def numbers(key, shape, bound=1):
 *     return float32(bound * (2 * uniform(key, prod(shape)) - 1)).reshape(shape)
 *
 * # ten steps of the lab's network
 * for i, p in enumerate(net.parameters()):
 *     p.copy_(numbers(i, p.shape, 1 / sqrt([75, 800, 1600, 1024, 1000][i // 2])))
 * opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
 * for step in range(10):
 *     loss = F.cross_entropy(net(numbers(100 + step, (8, 3, 32, 32))), torch.arange(8))
 *     opt.zero_grad(); loss.backward(); opt.step(); print(loss)
 *
 * # SGD: w starts as numbers(1, 4), its gradient in step s is numbers(10 + s, 4); lr = 0.1; 3 steps
 * # cross-entropy: F.cross_entropy(4 * numbers(5, (3, 4)), [2, 0, 3]), value and gradient
 * # schedule: ExponentialLR(opt, 0.95) from 0.1
 * </pre>
 */
class GoldenTest {

  private static final double[] LOSSES = {
    2.300020, 2.290129, 2.277339, 2.250265, 2.215857, 2.164706, 2.117922, 2.087897, 2.084098,
    2.082938
  };

  @ParameterizedTest
  @MethodSource("fovea.train.Trials#engines")
  void tenStepsOfTheLabsNetworkHaveTheSameLosses(Engine engine) {
    Network network = Zoo.network("cifarnet", Zoo.Options.classes(10));
    Shape input = Shape.image(3, 32, 32);
    int[] labels = {0, 1, 2, 3, 4, 5, 6, 7};
    try (Model model = engine.compile(network, input, labels.length, Precision.F32)) {
      int number = 0;
      for (Variable variable : model.variables()) {
        Parameter parameter = variable.parameter();
        double bound = 1 / Math.sqrt(parameter.fanIn());
        variable.write(numbers(number++, parameter.elements(), bound), variable.values());
      }
      Sgd sgd = new Sgd(model.variables(), 0.9, false, WeightDecay.coupled(0));
      CrossEntropy loss = new CrossEntropy(10);
      Program program = model.training(labels.length);
      for (int step = 0; step < LOSSES.length; step++) {
        program.input().put(0, numbers(100 + step, program.input().capacity(), 1));
        program.forward(0);
        assertThat(loss.add(program.output(), labels, labels.length, program.outputGradient()))
            .as("loss of step %d", step)
            .isCloseTo(LOSSES[step], within(1e-4));
        program.backward();
        sgd.step(0.05, 1);
      }
    }
  }

  static Stream<Arguments> optimizers() {
    return Stream.of(
        sgd(0, false, 0, 0.2473918f, 0.4043244f, 1.0412548f, -0.2615272f),
        sgd(0.9, false, 0, 0.4400754f, 0.3669451f, 1.1426145f, -0.3792447f),
        sgd(0.9, true, 0, 0.5236489f, 0.2921679f, 1.2218027f, -0.5026941f),
        sgd(0, false, 0.1, 0.2412130f, 0.3901820f, 1.0120835f, -0.2568525f),
        sgd(0.9, true, 0.1, 0.5022434f, 0.2563614f, 1.1407312f, -0.4868654f));
  }

  private static Arguments sgd(double momentum, boolean nesterov, double decay, float... expected) {
    return Arguments.of(momentum, nesterov, decay, expected);
  }

  @ParameterizedTest(name = "momentum {0}, Nesterov {1}, weight decay {2}")
  @MethodSource("optimizers")
  void stochasticGradientDescent(
      double momentum, boolean nesterov, double decay, float[] expected) {
    Network network = Network.of("weights", Layers.linear(4).withoutBias());
    try (Model model = new ReferenceEngine().compile(network, Shape.vector(1), 1, Precision.F32)) {
      Variable weight = model.variables().get(0);
      weight.write(numbers(1, 4, 1), weight.values());
      Sgd sgd = new Sgd(List.of(weight), momentum, nesterov, WeightDecay.coupled(decay));
      for (int step = 0; step < 3; step++) {
        weight.write(numbers(10 + step, 4, 1), weight.gradient());
        sgd.step(0.1, 1);
      }
      assertThat(weight.read(weight.values())).containsExactly(expected, within(1e-6f));
    }
  }

  @Test
  void crossEntropyAndItsGradient() {
    int[] labels = {2, 0, 3};
    FloatBuffer scores = FloatBuffer.wrap(numbers(5, 12, 4));
    FloatBuffer gradient = FloatBuffer.allocate(12);
    CrossEntropy loss = new CrossEntropy(4);
    assertThat(loss.add(scores, labels, 3, gradient)).isCloseTo(4.9401088, within(1e-6));
    assertThat(gradient.array())
        .containsExactly(
            new float[] {
              0.0166556f, 0.3101506f, -0.3284771f, 0.0016708f, -0.3327863f, 0.0025547f,
              0.3229752f, 0.0072564f, 0.0518353f, 0.2135745f, 0.0628193f, -0.3282291f
            },
            within(1e-6f));
  }

  @Test
  void exponentialSchedule() {
    Schedule schedule = Schedule.exponential(0.1, 0.95).perEpoch();
    double[] expected = {0.1, 0.095, 0.09025, 0.0857375, 0.08145062499999998};
    for (int epoch = 0; epoch < expected.length; epoch++) {
      assertThat(schedule.at(epoch)).isCloseTo(expected[epoch], within(1e-12));
      assertThat(schedule.at(epoch + 0.99)).as("within an epoch").isEqualTo(schedule.at(epoch));
    }
  }

  private static float[] numbers(long key, int count, double bound) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) (bound * (2 * CounterBasedRandom.uniform(key, i) - 1));
    }
    return numbers;
  }
}
