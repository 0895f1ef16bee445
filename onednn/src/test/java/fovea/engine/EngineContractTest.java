package fovea.engine;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.channelDropout;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.gelu;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static fovea.nn.Layers.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import fovea.engine.reference.ReferenceEngine;
import fovea.nn.Conv2d;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Initialization;
import fovea.nn.Layer;
import fovea.nn.Linear;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.ReLU;
import fovea.nn.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every engine promises beside its numbers. */
class EngineContractTest {

  private static final Shape INPUT = Shape.image(3, 5, 7);
  private static final Network NETWORK =
      Network.of(
          "promises", conv(5, 3).same(), batchNorm(), relu(), dropout(0.5), flatten(), linear(6));

  private static final float[] MEAN = {0.3f, -0.2f};
  private static final float[] VARIANCE = {2, 0.5f};
  private static final float[] SCALE = {1.5f, -0.5f};
  private static final float[] SHIFT = {0.1f, 0.7f};

  static List<Contender> contenders() {
    return Contender.all();
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void aModelSaysWhatItIs(Contender contender) {
    try (Model model = compile(contender)) {
      assertThat(model.network()).isEqualTo(NETWORK);
      assertThat(model.input()).isEqualTo(INPUT);
      assertThat(model.output()).isEqualTo(Shape.vector(6));
      assertThat(model.precision()).isEqualTo(contender.precision());
      assertThat(model.variables())
          .extracting(Variable::parameter)
          .isEqualTo(NETWORK.parameters(INPUT));
      assertThat(contender.engine().supports(contender.precision())).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void variablesStartAsZeroAndKeepRowMajorValues(Contender contender) {
    try (Model model = compile(contender)) {
      for (Variable variable : model.variables()) {
        Parameter parameter = variable.parameter();
        float[] values = Initialization.HE.values(parameter, 5);
        FloatBuffer memory = variable.allocate();
        assertThat(variable.read(variable.values())).containsOnly(0);
        assertThat(variable.read(memory)).hasSize(parameter.elements()).containsOnly(0);
        variable.write(values, memory);
        assertThat(variable.read(memory)).isEqualTo(values);
        assertThat(variable.gradient().capacity())
            .isEqualTo(parameter.role().learned() ? variable.values().capacity() : 0);
        assertThatIllegalArgumentException()
            .isThrownBy(() -> variable.write(new float[values.length + 1], variable.values()))
            .withMessageContaining(parameter.name());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void programsAreMadeOnceAndHaveBuffersOfTheirSize(Contender contender) {
    try (Model model = compile(contender)) {
      Program training = model.training(4);
      assertThat(model.training(4)).isSameAs(training);
      assertThat(model.evaluation(3)).isSameAs(model.evaluation(3));
      assertThat(training.batch()).isEqualTo(4);
      assertThat(training.input().capacity()).isEqualTo(4 * INPUT.elements());
      assertThat(training.output().capacity()).isEqualTo(4 * 6);
      assertThat(training.outputGradient().capacity()).isEqualTo(4 * 6);
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void theSameKeyGivesTheSameBits(Contender contender) {
    try (Model model = compile(contender)) {
      Program program = model.training(4);
      float[] first = train(model, program, 11);
      float[] second = train(model, program, 11);
      float[] otherKey = train(model, program, 12);
      assertThat(second).isEqualTo(first);
      assertThat(otherKey).isNotEqualTo(first);
    }
  }

  /** The output and every gradient of one step from the same start. */
  private static float[] train(Model model, Program program, long key) {
    for (Variable variable : model.variables()) {
      variable.write(Initialization.PYTORCH.values(variable.parameter(), 3), variable.values());
    }
    fill(program.input(), 1);
    program.forward(key);
    fill(program.outputGradient(), 2);
    program.backward();
    FloatBuffer all = FloatBuffer.allocate(100_000);
    for (int i = 0; i < program.output().capacity(); i++) {
      all.put(program.output().get(i));
    }
    for (Variable variable : model.variables()) {
      if (variable.parameter().role().learned()) {
        all.put(variable.read(variable.gradient()));
      }
    }
    return Arrays.copyOf(all.array(), all.position());
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void evaluationDependsOnNoKeyAndChangesNoVariable(Contender contender) {
    try (Model model = compile(contender)) {
      for (Variable variable : model.variables()) {
        variable.write(Initialization.PYTORCH.values(variable.parameter(), 3), variable.values());
      }
      Program program = model.evaluation(2);
      fill(program.input(), 1);
      program.forward(1);
      float[] first = read(program.output());
      program.forward(2);
      assertThat(read(program.output())).isEqualTo(first);
      for (Variable variable : model.variables()) {
        assertThat(variable.read(variable.values()))
            .isEqualTo(Initialization.PYTORCH.values(variable.parameter(), 3));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void inEvaluationDropoutIsTheIdentity(Contender contender) {
    Network without =
        Network.of("n", conv(5, 3).same(), relu(), conv(4, 3), relu(), flatten(), linear(6));
    Network with =
        Network.of(
            "n",
            conv(5, 3).same(),
            relu(),
            channelDropout(0.5),
            conv(4, 3),
            relu(),
            flatten(),
            dropout(0.5),
            linear(6));
    // Layouts may differ, and with them the order of sums.
    assertThat(evaluated(contender, with))
        .containsExactly(
            evaluated(contender, without),
            within(contender.precision() == Precision.BF16 ? 0.02f : 1e-5f));
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void inEvaluationBatchNormalisationUsesRunningStatistics(Contender contender) {
    float[] before = evaluated(contender, Network.of("n", conv(2, 3).same()));
    float[] after = evaluated(contender, Network.of("n", conv(2, 3).same(), batchNorm()));
    double near = contender.precision() == Precision.BF16 ? 0.05 : 1e-5;
    for (int i = 0; i < after.length; i++) {
      int channel = i / INPUT.area() % 2;
      double deviation = Math.sqrt(VARIANCE[channel] + 1e-5);
      double expected = (before[i] - MEAN[channel]) / deviation * SCALE[channel] + SHIFT[channel];
      assertThat((double) after[i]).isCloseTo(expected, within(near));
    }
  }

  /** What a network makes of two images, with the same weights and statistics of any batch. */
  private static float[] evaluated(Contender contender, Network network) {
    try (Model model = contender.engine().compile(network, INPUT, 4, contender.precision())) {
      for (Variable variable : model.variables()) {
        Parameter parameter = variable.parameter();
        variable.write(
            switch (parameter.role()) {
              case RUNNING_MEAN -> MEAN;
              case RUNNING_VARIANCE -> VARIANCE;
              case SCALE -> SCALE;
              case SHIFT -> SHIFT;
              default -> Initialization.PYTORCH.values(parameter, 3);
            },
            variable.values());
      }
      Program program = model.evaluation(2);
      fill(program.input(), 1);
      program.forward(1);
      return read(program.output());
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void anEvaluationProgramHasNoBackwardPass(Contender contender) {
    try (Model model = compile(contender)) {
      Program program = model.evaluation(2);
      program.forward(1);
      assertThatIllegalStateException().isThrownBy(program::backward);
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void onlyAttributionProgramsHaveAGradientOfTheirInput(Contender contender) {
    try (Model model = compile(contender)) {
      Program program = model.attribution(2);
      assertThat(model.attribution(2)).isSameAs(program);
      assertThat(program.inputGradient().capacity()).isEqualTo(2 * INPUT.elements());
      assertThatIllegalStateException().isThrownBy(model.training(2)::inputGradient);
      assertThatIllegalStateException().isThrownBy(model.evaluation(2)::inputGradient);
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void aFrozenProgramComputesWhatItDidBefore(Contender contender) {
    try (Model model = compile(contender)) {
      for (Variable variable : model.variables()) {
        variable.write(Initialization.PYTORCH.values(variable.parameter(), 3), variable.values());
      }
      Program program = model.evaluation(2);
      fill(program.input(), 1);
      program.forward(1);
      float[] before = read(program.output());
      program.freeze();
      program.forward(1);
      assertThat(read(program.output())).isEqualTo(before);
      fill(program.input(), 2);
      program.forward(1);
      float[] frozen = read(program.output());
      fill(model.evaluation(3).input(), 2); // of the same images, and one more
      model.evaluation(3).forward(1);
      assertThat(frozen)
          .usingComparatorWithPrecision(1e-5f)
          .containsExactly(Arrays.copyOf(read(model.evaluation(3).output()), frozen.length));
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
      try (Model model = contender.engine().compile(network, INPUT, 4, contender.precision())) {
        for (Variable variable : model.variables()) {
          variable.write(Initialization.PYTORCH.values(variable.parameter(), 5), variable.values());
        }
        Program program = model.training(4);
        fill(program.input(), 6);
        program.forward(0);
        fill(program.outputGradient(), 7);
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
        found.add(read(program.output()));
        program.outputGradient().put(0, gradients);
        program.backward();
        found.add(weight.read(weight.gradient()));
      }
    }
    assertThat(relativeError(found.get(2), found.get(0))).isLessThan(1e-5);
    // the gradient itself is rounded to the precision when it passes the softmax
    assertThat(relativeError(found.get(3), found.get(1))).isLessThan(1e-2);
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
    try (Model model =
        contender.engine().compile(network, Shape.image(1, side, side), 1, contender.precision())) {
      model.initialize(Initialization.PYTORCH, 1);
      Program program = model.attribution(batch);
      fill(program.input(), 1);
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
      fill(program.input(), 6);
      program.forward(0);
      fill(program.outputGradient(), 7);
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
      fill(program.input(), 6);
      program.forward(0);
      fill(program.outputGradient(), 7);
      program.backward();
      float[] first = values(program.inputGradient());
      fill(program.outputGradient(), 8);
      program.backward();
      assertThat(values(program.inputGradient())).isNotEqualTo(first);
      fill(program.outputGradient(), 7);
      program.backward();
      assertThat(values(program.inputGradient())).isEqualTo(first);
    }
  }

  private static Model initialized(Contender contender, Network network) {
    Model model = contender.engine().compile(network, Shape.vector(64), 64, contender.precision());
    for (Variable variable : model.variables()) {
      variable.write(Initialization.PYTORCH.values(variable.parameter(), 5), variable.values());
    }
    return model;
  }

  private static List<float[]> gradients(Model model) {
    return model.variables().stream().map(each -> each.read(each.gradient())).toList();
  }

  private static float[] values(FloatBuffer buffer) {
    float[] values = new float[buffer.capacity()];
    buffer.get(0, values);
    return values;
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

  @ParameterizedTest
  @MethodSource("contenders")
  void attributionComputesWhatEvaluationDoes(Contender contender) {
    try (Model model = compile(contender)) {
      for (Variable variable : model.variables()) {
        variable.write(Initialization.PYTORCH.values(variable.parameter(), 3), variable.values());
      }
      fill(model.evaluation(2).input(), 1);
      fill(model.attribution(2).input(), 1);
      model.evaluation(2).forward(1);
      model.attribution(2).forward(1);
      // Evaluation may fold batch normalisation into filters, which rounds in another way.
      assertThat(read(model.attribution(2).output()))
          .usingComparatorWithPrecision(contender.precision() == Precision.BF16 ? 0.02f : 1e-6f)
          .containsExactly(read(model.evaluation(2).output()));
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void aNetworkThatDoesNotFitItsInputIsRefusedByName(Contender contender) {
    Network network = Network.of("misfit", conv(4, 3), conv(4, 9));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> contender.engine().compile(network, INPUT, 2, contender.precision()).close())
        .withMessageContaining("layer conv2: Conv2d does not fit its input 4x3x5");
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void fewProgramsThatDoNotTrainAreKept(Contender contender) {
    try (Model model = compile(contender)) {
      Program training = model.training(4);
      Program oldest = model.evaluation(1);
      FloatBuffer images = oldest.input();
      Program next = model.attribution(1);
      for (int batch = 2; batch < Model.MAX_KEPT; batch++) {
        model.evaluation(batch);
      }
      assertThat(model.evaluation(1)).isSameAs(oldest);
      model.evaluation(Model.MAX_KEPT);
      assertThat(model.evaluation(1)).isSameAs(oldest);
      assertThatIllegalStateException().isThrownBy(() -> next.forward(0));
      assertThatIllegalStateException().isThrownBy(next::backward);
      assertThatIllegalStateException().isThrownBy(next::input);
      assertThat(model.attribution(1)).isNotSameAs(next);
      for (int batch = 11; batch < 11 + Model.MAX_KEPT; batch++) {
        model.evaluation(batch);
      }
      assertThatIllegalStateException().isThrownBy(() -> oldest.forward(0));
      images.put(0, 1); // does no harm
      assertThat(model.training(4)).isSameAs(training);
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void aClosedModelRefuses(Contender contender) {
    Model model = compile(contender);
    Program training = model.training(4);
    Program evaluation = model.evaluation(4);
    model.close();
    model.close();
    assertThatIllegalStateException().isThrownBy(() -> training.forward(0));
    assertThatIllegalStateException().isThrownBy(training::outputGradient);
    assertThatIllegalStateException().isThrownBy(evaluation::output);
    assertThatIllegalStateException().isThrownBy(() -> model.training(4));
    assertThatIllegalStateException().isThrownBy(() -> model.evaluation(4));
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void anEvaluatorComputesWhatAnyModelDoesAndNeverTrains(Contender contender) {
    try (Model model = compile(contender);
        Model evaluator = contender.engine().evaluator(NETWORK, INPUT, contender.precision())) {
      assertThat(evaluator.variables())
          .extracting(Variable::parameter)
          .isEqualTo(NETWORK.parameters(INPUT));
      for (Model each : List.of(model, evaluator)) {
        for (Variable variable : each.variables()) {
          float[] values = Initialization.PYTORCH.values(variable.parameter(), 3);
          assertThat(variable.read(variable.values())).containsOnly(0);
          variable.write(values, variable.values());
          assertThat(variable.read(variable.values())).isEqualTo(values);
        }
        fill(each.evaluation(3).input(), 1);
        fill(each.attribution(3).input(), 1);
        fill(each.attribution(3).outputGradient(), 2);
        each.evaluation(3).forward(0);
        each.attribution(3).forward(0);
        each.attribution(3).backward();
      }
      assertThat(read(evaluator.evaluation(3).output()))
          .isEqualTo(read(model.evaluation(3).output()));
      assertThat(read(evaluator.attribution(3).inputGradient()))
          .isEqualTo(read(model.attribution(3).inputGradient()));
      assertThat(evaluator.variables()).allMatch(each -> each.gradient().capacity() == 0);
      assertThatIllegalStateException()
          .isThrownBy(() -> evaluator.training(3))
          .withMessageContaining("for evaluation only");
    }
  }

  private static Model compile(Contender contender) {
    return contender.engine().compile(NETWORK, INPUT, 4, contender.precision());
  }

  private static void fill(FloatBuffer buffer, long key) {
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, (float) CounterBasedRandom.normal(key, i));
    }
  }

  private static float[] read(FloatBuffer buffer) {
    float[] values = new float[buffer.capacity()];
    buffer.get(0, values);
    return values;
  }
}
