package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.nn.Layers;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SgdTest {

  @ParameterizedTest(name = "momentum {0}, Nesterov {1}, weight decay {2}")
  @CsvSource({
    "1, false, 0, momentum is 1.0: it must be 0 or more and below 1",
    "-0.1, false, 0, momentum is -0.1: it must be 0 or more and below 1",
    "NaN, false, 0, momentum is NaN: it must be 0 or more and below 1",
    "0, false, -0.1, weight decay is -0.1: it must be 0 or more",
    "0, false, NaN, weight decay is NaN: it must be 0 or more",
    "0, true, 0, nesterov is true: it needs a momentum above 0"
  })
  void refuses(double momentum, boolean nesterov, double decay, String message) {
    assertThatThrownBy(() -> new Sgd(List.of(), momentum, nesterov, WeightDecay.coupled(decay)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void aScheduleRefusesARateThatIsNotAboveZero(double rate) {
    String message = "learning rate is " + rate + ": it must be above 0";
    assertThatThrownBy(() -> Schedule.constant(rate)).hasMessage(message);
    assertThatThrownBy(() -> Schedule.exponential(rate, 0.9)).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.01, Double.NaN})
  void aScheduleRefusesAGammaOutOfRange(double gamma) {
    assertThatThrownBy(() -> Schedule.exponential(0.1, gamma))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gamma is " + gamma + ": it must be above 0 and at most 1");
  }

  /** More values than are copied at a time, so that the seam between two copies counts too. */
  @ParameterizedTest
  @MethodSource("fovea.train.Trials#engines")
  void everyValueOfALongVariableMoves(Engine engine) {
    Network network = Network.of("long", Layers.linear(9_001).withoutBias());
    try (Model model = engine.compile(network, Shape.vector(1), 1, Precision.F32)) {
      Variable weight = model.variables().get(0);
      float[] start = new float[9_001];
      float[] slope = new float[9_001];
      float[] expected = new float[9_001];
      for (int i = 0; i < start.length; i++) {
        start[i] = i / 1_000f;
        slope[i] = 1 - i / 4_000f;
        // Two steps with a constant gradient g: v is g, then 1.5 g.
        expected[i] = start[i] - 0.1f * slope[i] - 0.15f * slope[i];
      }
      weight.write(start, weight.values());
      Sgd sgd = new Sgd(model.variables(), 0.5, false, WeightDecay.coupled(0));
      for (int step = 0; step < 2; step++) {
        weight.write(slope, weight.gradient());
        sgd.step(0.1, 1);
      }
      assertThat(weight.read(weight.values())).containsExactly(expected, within(1e-5f));
    }
  }

  @ParameterizedTest
  @MethodSource("fovea.train.Trials#engines")
  void statisticsAreNotLearned(Engine engine) {
    try (Trials.Session session = new Trials.Session(engine, 1)) {
      for (Variable variable : session.model.variables()) {
        if (variable.parameter().learned()) {
          float[] ones = new float[variable.parameter().elements()];
          Arrays.fill(ones, 1);
          variable.write(ones, variable.gradient());
        }
      }
      List<float[]> before = session.values();
      session.optimizer.step(0.1, 1);
      List<float[]> after = session.values();
      for (int i = 0; i < before.size(); i++) {
        boolean moved = !Arrays.equals(before.get(i), after.get(i));
        assertThat(moved)
            .as(session.model.variables().get(i).parameter().name())
            .isEqualTo(session.model.variables().get(i).parameter().learned());
      }
    }
  }
}
