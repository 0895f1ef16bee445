package fovea.engine.reference;

import static fovea.nn.Layers.avgPool;
import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.gelu;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static fovea.nn.Shape.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import fovea.engine.Mode;
import fovea.engine.Model;
import fovea.engine.Peers;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.nn.Layer;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceEngineTest {

  private final ReferenceEngine engine = new ReferenceEngine();

  @Test
  void computesInFloatsAndDoublesOnly() {
    assertThat(engine.supports(Precision.F32)).isTrue();
    assertThat(engine.supports(Precision.F64)).isTrue();
    assertThat(engine.supports(Precision.BF16)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> engine.compile(Network.of("n", relu()), image(1, 2, 2), 1, Precision.BF16))
        .withMessage("precision is bf16: the reference engine computes in f32 or f64");
  }

  @Test
  void roundsWhatItStoresToFloatsInSinglePrecision() {
    Network network = Network.of("n", conv(2, 3), gelu(), conv(1, 1));
    Shape input = image(1, 4, 4);
    List<Weights> weights =
        network.parameters(input).stream().map(each -> new Weights(each.elements(), true)).toList();
    weights.forEach(each -> Arrays.fill(each.values(), 0.1));
    double[] y = new double[4];
    double[] dx = new double[16];
    for (boolean singlePrecision : new boolean[] {true, false}) {
      Operation operation =
          new OperationBuilder(1, Mode.TRAINING, singlePrecision, weights, Peers.NONE)
              .sequential(network.layers(), input);
      operation.forward(new double[16], y, 0);
      operation.backward(new double[16], y, new double[] {0.1, 0.2, 0.3, 0.4}, dx);
      assertThat(isFloat(y[0])).isEqualTo(singlePrecision);
      assertThat(isFloat(dx[0])).isEqualTo(singlePrecision);
    }
  }

  private static boolean isFloat(double value) {
    return (float) value == value;
  }

  @Test
  void refusesBatchesThatCannotBe() {
    Network network = Network.of("n", relu());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> engine.compile(network, image(1, 2, 2), 0, Precision.F32))
        .withMessage("batch is 0: it must be at least 1");
    try (Model model = engine.compile(network, image(1, 2, 2), 1, Precision.F32)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.evaluation(-1))
          .withMessage("batch is -1: it must be at least 1");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.evaluation(1 << 30))
          .withMessageContaining("more than 2^31 - 1 elements");
    }
  }

  @Test
  void refusesToTrainANormalizationOnOneNumberAChannel() {
    Network network = Network.of("n", conv(4, 3), batchNorm());
    try (Model model = engine.compile(network, image(1, 3, 3), 1, Precision.F32)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.training(1))
          .withMessage(
              "layer bn1: BatchNorm2d cannot train on 1 image of 4x1x1: a channel needs at least 2"
                  + " values");
      assertThat(model.evaluation(1).batch()).isEqualTo(1);
      assertThat(model.training(2).batch()).isEqualTo(2);
    }
  }

  @Test
  void aBackwardPassNeedsAForwardPass() {
    try (Model model = engine.compile(Network.of("n", relu()), image(1, 2, 2), 1, Precision.F32)) {
      assertThatIllegalStateException().isThrownBy(model.training(1)::backward);
    }
  }

  @Test
  void ofEqualElementsTheFirstGetsTheGradientOfTheMaximum() {
    Trial trial = Trial.of(maxPool(2), image(1, 2, 4), 1);
    set(trial.x(), 1, 1, 0, 2, 1, 0, 2, 2);
    set(trial.dy(), 5, 7);
    trial.forward();
    trial.backward();
    assertThat(trial.y()).containsExactly(1, 2);
    assertThat(trial.dx()).containsExactly(5, 0, 0, 7, 0, 0, 0, 0);
  }

  @Test
  void paddingIsNeverTheMaximum() {
    Trial trial = Trial.of(maxPool(3).stride(2).pad(1), image(1, 2, 2), 1);
    set(trial.x(), -4, -3, -2, -5);
    trial.forward();
    assertThat(trial.y()).containsExactly(-2);
  }

  @Test
  void aRectifierIsFlatAtZero() {
    Trial trial = Trial.of(relu(), Shape.vector(3), 1);
    set(trial.x(), -1, 0, 1);
    set(trial.dy(), 5, 5, 5);
    trial.forward();
    trial.backward();
    assertThat(trial.y()).containsExactly(0, 0, 1);
    assertThat(trial.dx()).containsExactly(0, 0, 5);
  }

  @Test
  void notANumberIsNeverLost() {
    for (Layer layer : new Layer[] {relu(), maxPool(3), avgPool(3), conv(1, 3), gelu()}) {
      for (int position = 0; position < 9; position++) {
        Trial trial = Trial.of(layer, image(1, 3, 3), 1).random(1);
        trial.x()[position] = Double.NaN;
        trial.forward();
        assertThat(trial.y()).as("%s, %d", layer, position).contains(Double.NaN);
      }
    }
  }

  @Test
  void theNormalDistributionFunctionIsExact() {
    // math.erfc(-x / math.sqrt(2)) / 2 in Python.
    assertThat(GaussianErrorLinearUnit.cumulative(0)).isEqualTo(0.5);
    assertThat(GaussianErrorLinearUnit.cumulative(1)).isCloseTo(0.8413447460685429, within(1e-15));
    assertThat(GaussianErrorLinearUnit.cumulative(-2.5))
        .isCloseTo(0.006209665325776139, within(1e-15));
    assertThat(GaussianErrorLinearUnit.cumulative(-6))
        .isCloseTo(9.865876450377012e-10, within(1e-15));
    assertThat(GaussianErrorLinearUnit.cumulative(8.9)).isCloseTo(1, within(1e-15));
    assertThat(GaussianErrorLinearUnit.cumulative(-40)).isZero();
    assertThat(GaussianErrorLinearUnit.cumulative(40)).isEqualTo(1);
  }

  @Test
  void evaluationNormalizesByRunningStatistics() {
    try (Model model =
        engine.compile(Network.of("n", batchNorm()), image(1, 1, 3), 1, Precision.F64)) {
      float[][] values = {{3}, {0.5f}, {2}, {4}};
      for (int i = 0; i < values.length; i++) {
        model.variables().get(i).write(values[i], model.variables().get(i).values());
      }
      Program program = model.evaluation(1);
      program.input().put(0, new float[] {2, 0, 5});
      program.forward(0);
      double deviation = Math.sqrt(4 + 1e-5);
      assertThat(program.output().get(0)).isEqualTo(0.5f);
      assertThat(program.output().get(1)).isEqualTo((float) (0.5 - 6 / deviation));
      assertThat(program.output().get(2)).isEqualTo((float) (0.5 + 9 / deviation));
    }
  }

  @Test
  void descendingTheGradientLearnsToTellImagesApart() {
    Network network = Network.of("n", conv(4, 3).same(), relu(), maxPool(2), flatten(), linear(1));
    Trial trial = Trial.of(network, image(1, 4, 4), 2).initialized(1);
    for (int step = 0; step < 200; step++) {
      trial.forward();
      trial.dy()[0] = trial.y()[0] - 1;
      trial.dy()[1] = trial.y()[1] + 1;
      trial.step(0.05);
    }
    assertThat(trial.y()[0]).isCloseTo(1, within(0.01));
    assertThat(trial.y()[1]).isCloseTo(-1, within(0.01));
  }

  private static void set(double[] array, double... values) {
    System.arraycopy(values, 0, array, 0, array.length);
  }
}
