package fovea.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import fovea.engine.MatrixProduct;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Variable;
import fovea.engine.reference.ReferenceEngine;
import fovea.nn.Layers;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.recipe.RecipeReader;
import fovea.train.Optimizer;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OptimizersTest {

  private static final Network NETWORK =
      Network.of("norm", Layers.conv(2, 1), Layers.batchNorm(), Layers.flatten(), Layers.linear(2));

  /** The change of each parameter in one step of values 1 with gradient g. */
  private static Map<String, Double> changes(float g, Map<String, String> flags)
      throws IOException {
    try (Model model =
        new ReferenceEngine().compile(NETWORK, Shape.image(1, 2, 2), 4, Precision.F32)) {
      for (Variable variable : model.variables()) {
        fill(variable, 1, false);
        if (variable.trained()) {
          fill(variable, g, true);
        }
      }
      Optimizer optimizer =
          new Optimizers(RecipeReader.read("baseline", flags), MatrixProduct.LOOPS)
              .of(model.variables(), 10);
      optimizer.step(Double.parseDouble(flags.get("lr")), 1);
      return model.variables().stream()
          .filter(Variable::trained)
          .collect(
              Collectors.toMap(
                  variable -> variable.parameter().name(),
                  variable -> 1.0 - variable.read(variable.values())[0]));
    }
  }

  private static void fill(Variable variable, float value, boolean gradient) {
    float[] values = new float[variable.parameter().elements()];
    Arrays.fill(values, value);
    variable.write(values, gradient ? variable.gradient() : variable.values());
  }

  private static Map<String, String> flags(String... more) {
    Map<String, String> flags = new HashMap<>(Map.of("lr", "0.01", "shift_lr", "0.5"));
    for (int i = 0; i < more.length; i += 2) {
      flags.put(more[i], more[i + 1]);
    }
    return flags;
  }

  @Test
  void shiftsHaveTheirOwnRate() throws IOException {
    for (String optimizer : List.of("sgd", "muon")) {
      Map<String, Double> changes =
          changes(
              1, flags("optimizer", optimizer, "rest_lr", optimizer.equals("muon") ? "0.03" : "0"));
      double rest = optimizer.equals("muon") ? 0.03 : 0.01;
      assertThat(changes.get("bn1.bias")).isCloseTo(0.5, within(1e-6));
      assertThat(changes.get("bn1.weight")).isCloseTo(rest, within(1e-6));
      assertThat(changes.get("conv1.bias")).isCloseTo(rest, within(1e-6));
      assertThat(changes.get("fc2.weight")).isCloseTo(rest, within(1e-6));
    }
  }

  @Test
  void shiftsDecayAsAllOtherParameters() throws IOException {
    Map<String, Double> changes = changes(0, flags("weight_decay", "0.1"));
    assertThat(changes.values())
        .allSatisfy(each -> assertThat(each).isCloseTo(0.001, within(1e-7)));
  }

  @Test
  void theBodysRateLeavesThatOfShifts() throws IOException {
    Map<String, Double> changes = changes(1, flags("body_lr", "0.002"));
    assertThat(changes.get("conv1.weight")).isCloseTo(0.002, within(1e-7));
    assertThat(changes.get("fc2.weight")).isCloseTo(0.01, within(1e-7));
    assertThat(changes.get("bn1.bias")).isCloseTo(0.5, within(1e-6));
  }
}
