package fovea.engine;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.gelu;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static fovea.nn.Layers.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import fovea.engine.reference.ReferenceEngine;
import fovea.nn.Conv2d;
import fovea.nn.Initialization;
import fovea.nn.Layer;
import fovea.nn.Linear;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.ReLU;
import fovea.nn.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every engine promises of the backward pass beside its numbers. */
class BackwardContractTest {

  private static final Shape INPUT = Shape.image(3, 5, 7);
  private static final Network NETWORK =
      Network.of("promises", conv(5, 3).same(), relu(), flatten(), linear(6));

  static List<Contender> contenders() {
    return Contender.all();
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void anEvaluationProgramHasNoBackwardPass(Contender contender) {
    try (Model model = initialized(contender, NETWORK, INPUT, 2)) {
      Program program = model.evaluation(2);
      program.forward(1);
      assertThatIllegalStateException().isThrownBy(program::backward);
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void onlyAttributionProgramsHaveAGradientOfTheirInput(Contender contender) {
    try (Model model = initialized(contender, NETWORK, INPUT, 2)) {
      Program program = model.attribution(2);
      assertThat(model.attribution(2)).isSameAs(program);
      assertThat(program.inputGradient().capacity()).isEqualTo(2 * INPUT.elements());
      assertThatIllegalStateException().isThrownBy(model.training(2)::inputGradient);
      assertThatIllegalStateException().isThrownBy(model.evaluation(2)::inputGradient);
    }
  }

  /**
   * ReLU and max pooling commute, which the fast engine uses; a dropout between them that drops
   * nothing keeps it from doing so.
   */
  @ParameterizedTest
  @MethodSource("contenders")
  void computingTheBackwardPassOfReluAfterItsPoolingChangesNoBit(Contender contender) {
    List<List<float[]>> gradients = new ArrayList<>();
    for (Layer between : List.of(relu(), dropout(0))) {
      List<Layer> layers = new ArrayList<>(List.of(conv(8, 3).same(), relu(), between));
      if (between instanceof ReLU) {
        layers.remove(2);
      }
      layers.addAll(List.of(maxPool(3).stride(2).pad(1), conv(4, 3), relu(), flatten(), linear(3)));
      Network network = new Network("pooled", named(layers));
      try (Model model = initialized(contender, network, INPUT, 4)) {
        Program program = model.training(4);
        Buffers.fill(program.input(), 6);
        program.forward(0);
        Buffers.fill(program.outputGradient(), 7);
        program.backward();
        gradients.add(gradients(model));
      }
    }
    assertThat(gradients.get(0)).usingRecursiveComparison().isEqualTo(gradients.get(1));
  }

  /**
   * Where a softmax saturates, its gradient is a difference of nearly equal numbers. Weights and
   * images are exact in bfloat16, so that only the softmax itself can lose accuracy.
   */
  @ParameterizedTest
  @MethodSource("contenders")
  void aSaturatedSoftmaxHasAccurateGradients(Contender contender) {
    Network network = Network.of("saturated", linear(4).withoutBias(), softmax());
    float[] weights = {3, -1, 2, 5, 1, 0.5f, -2, 1, 4, 2, 1, -3};
    float[] images = {1, 2, 0.5f, -1, 1, 2, 3, -0.5f, 1};
    float[] gradients = {0.3f, -0.7f, 0.2f, 0.9f, -0.4f, 0.6f, 0.1f, -0.8f, 0.5f, 0.25f, 1, -1};
    List<float[]> found = new ArrayList<>();
    for (Contender each : List.of(new Contender(new ReferenceEngine(), Precision.F64), contender)) {
      try (Model model = each.engine().compile(network, Shape.vector(3), 3, each.precision())) {
        Variable weight = model.variables().get(0);
        weight.write(weights, weight.values());
        Program program = model.training(3);
        program.input().put(0, images);
        program.forward(0);
        found.add(Buffers.read(program.output()));
        program.outputGradient().put(0, gradients);
        program.backward();
        found.add(weight.read(weight.gradient()));
      }
    }
    assertThat(relativeError(found.get(2), found.get(0))).isLessThan(1e-5);
    // the gradient itself is rounded to the precision when it passes the softmax
    assertThat(relativeError(found.get(3), found.get(1))).isLessThan(1e-2);
  }

  /**
   * The gradient of the shift is a sum over all positions of all images, of which nearly all
   * cancels out: in 32 bits, four of its digits are right at least.
   */
  @ParameterizedTest
  @MethodSource("contenders")
  void theShiftBeforeAGlobalPoolingHasAnAccurateGradient(Contender contender) {
    Network network =
        Network.of("pooled", conv(16, 1), batchNorm(), globalAvgPool(), flatten(), linear(10));
    Shape input = Shape.image(3, 16, 16);
    List<float[]> found = new ArrayList<>();
    for (Contender each : List.of(new Contender(new ReferenceEngine(), Precision.F64), contender)) {
      try (Model model = initialized(each, network, input, 64)) {
        Program program = model.training(64);
        Buffers.fill(program.input(), 1);
        program.forward(0);
        Buffers.fill(program.outputGradient(), 2);
        program.backward();
        Variable shift =
            model.variables().stream()
                .filter(variable -> variable.parameter().role() == Parameter.Role.SHIFT)
                .findFirst()
                .orElseThrow();
        found.add(shift.read(shift.gradient()));
      }
    }
    double largest = 0;
    double error = 0;
    for (int i = 0; i < found.get(0).length; i++) {
      largest = Math.max(largest, Math.abs(found.get(0)[i]));
      error = Math.max(error, Math.abs(found.get(1)[i] - found.get(0)[i]));
    }
    assertThat(error / largest).isLessThan(contender.precision() == Precision.BF16 ? 2e-2 : 1e-4);
  }

  private static double relativeError(float[] actual, float[] expected) {
    double worst = 0;
    for (int i = 0; i < actual.length; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]) / Math.abs(expected[i]));
    }
    return worst;
  }

  /** Also where convolutions are large enough for Winograd's algorithm, which rounds. */
  @ParameterizedTest
  @MethodSource("contenders")
  void anOutputHasNoGradientOutsideItsReceptiveField(Contender contender) {
    Network network = Network.of("field", conv(64, 1), conv(64, 5).same(), conv(4, 3).same());
    int side = 14;
    int batch = contender.fast() ? 16 : 1;
    try (Model model = initialized(contender, network, Shape.image(1, side, side), 1)) {
      Program program = model.attribution(batch);
      Buffers.fill(program.input(), 1);
      program.forward(0);
      program.outputGradient().put(0, new float[program.outputGradient().capacity()]);
      int middle = side / 2 * side + side / 2;
      program.outputGradient().put(middle, 1);
      program.backward();
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
          float gradient = program.inputGradient().get(row * side + column);
          boolean inside = Math.abs(row - side / 2) <= 3 && Math.abs(column - side / 2) <= 3;
          assertThat(gradient != 0).as("row %d, column %d", row, column).isEqualTo(inside);
        }
      }
    }
  }

  /** As many images as units, so that a gradient fits where weights were. */
  @ParameterizedTest
  @MethodSource("contenders")
  void stepsDoNotDependOnWhatTheLastOneLeft(Contender contender) {
    Network network = Network.of("twice", linear(64), relu(), linear(64), relu(), linear(64));
    try (Model model = initialized(contender, network)) {
      Program program = model.training(64);
      Buffers.fill(program.input(), 6);
      program.forward(0);
      Buffers.fill(program.outputGradient(), 7);
      program.backward();
      List<float[]> first = gradients(model);
      program.forward(0);
      program.backward();
      assertThat(gradients(model)).usingRecursiveComparison().isEqualTo(first);
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void trainingGoesBackOnceAfterEachForwardPass(Contender contender) {
    try (Model model = initialized(contender, Network.of("once", linear(64)))) {
      Program program = model.training(64);
      assertThatIllegalStateException()
          .isThrownBy(program::backward)
          .withMessage("a backward pass needs a forward pass of its own before it");
      program.forward(0);
      program.backward();
      assertThatIllegalStateException().isThrownBy(program::backward);
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void attributionGoesBackAgainAndAgain(Contender contender) {
    Network network = Network.of("again", linear(64), gelu(), linear(64), relu(), linear(64));
    try (Model model = initialized(contender, network)) {
      Program program = model.attribution(64);
      Buffers.fill(program.input(), 6);
      program.forward(0);
      Buffers.fill(program.outputGradient(), 7);
      program.backward();
      float[] first = Buffers.read(program.inputGradient());
      Buffers.fill(program.outputGradient(), 8);
      program.backward();
      assertThat(Buffers.read(program.inputGradient())).isNotEqualTo(first);
      Buffers.fill(program.outputGradient(), 7);
      program.backward();
      assertThat(Buffers.read(program.inputGradient())).isEqualTo(first);
    }
  }

  private static Model initialized(Contender contender, Network network) {
    return initialized(contender, network, Shape.vector(64), 64);
  }

  private static Model initialized(Contender contender, Network network, Shape input, int batch) {
    Model model = contender.engine().compile(network, input, batch, contender.precision());
    model.initialize(Initialization.PYTORCH, 5);
    return model;
  }

  private static List<float[]> gradients(Model model) {
    return model.variables().stream().map(each -> each.read(each.gradient())).toList();
  }

  /** Names that do not depend on the place: the same weights for the same convolution. */
  private static List<Named> named(List<Layer> layers) {
    List<Named> named = new ArrayList<>();
    int weighted = 0;
    for (Layer layer : layers) {
      boolean counts = layer instanceof Conv2d || layer instanceof Linear;
      weighted += counts ? 1 : 0;
      named.add(new Named(counts ? "weighted" + weighted : "other" + named.size(), layer));
    }
    return named;
  }
}
