package fovea.engine;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.channelDropout;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import java.nio.FloatBuffer;
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
            .isEqualTo(parameter.learned() ? variable.values().capacity() : 0);
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
    Buffers.fill(program.input(), 1);
    program.forward(key);
    Buffers.fill(program.outputGradient(), 2);
    program.backward();
    FloatBuffer all = FloatBuffer.allocate(100_000);
    for (int i = 0; i < program.output().capacity(); i++) {
      all.put(program.output().get(i));
    }
    for (Variable variable : model.variables()) {
      if (variable.parameter().learned()) {
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
      Buffers.fill(program.input(), 1);
      program.forward(1);
      float[] first = Buffers.read(program.output());
      program.forward(2);
      assertThat(Buffers.read(program.output())).isEqualTo(first);
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
      Buffers.fill(program.input(), 1);
      program.forward(1);
      return Buffers.read(program.output());
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
      Buffers.fill(program.input(), 1);
      program.forward(1);
      float[] before = Buffers.read(program.output());
      program.freeze();
      program.forward(1);
      assertThat(Buffers.read(program.output())).isEqualTo(before);
      Buffers.fill(program.input(), 2);
      program.forward(1);
      float[] frozen = Buffers.read(program.output());
      Buffers.fill(model.evaluation(3).input(), 2); // of the same images, and one more
      model.evaluation(3).forward(1);
      assertThat(frozen)
          .usingComparatorWithPrecision(1e-5f)
          .containsExactly(
              Arrays.copyOf(Buffers.read(model.evaluation(3).output()), frozen.length));
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void attributionComputesWhatEvaluationDoes(Contender contender) {
    try (Model model = compile(contender)) {
      for (Variable variable : model.variables()) {
        variable.write(Initialization.PYTORCH.values(variable.parameter(), 3), variable.values());
      }
      Buffers.fill(model.evaluation(2).input(), 1);
      Buffers.fill(model.attribution(2).input(), 1);
      model.evaluation(2).forward(1);
      model.attribution(2).forward(1);
      // Evaluation may fold batch normalisation into filters, which rounds in another way.
      assertThat(Buffers.read(model.attribution(2).output()))
          .usingComparatorWithPrecision(contender.precision() == Precision.BF16 ? 0.02f : 1e-6f)
          .containsExactly(Buffers.read(model.evaluation(2).output()));
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
        Buffers.fill(each.evaluation(3).input(), 1);
        Buffers.fill(each.attribution(3).input(), 1);
        Buffers.fill(each.attribution(3).outputGradient(), 2);
        each.evaluation(3).forward(0);
        each.attribution(3).forward(0);
        each.attribution(3).backward();
      }
      assertThat(Buffers.read(evaluator.evaluation(3).output()))
          .isEqualTo(Buffers.read(model.evaluation(3).output()));
      assertThat(Buffers.read(evaluator.attribution(3).inputGradient()))
          .isEqualTo(Buffers.read(model.attribution(3).inputGradient()));
      assertThat(evaluator.variables()).allMatch(each -> each.gradient().capacity() == 0);
      assertThatIllegalStateException()
          .isThrownBy(() -> evaluator.training(3))
          .withMessageContaining("for evaluation only");
    }
  }

  private static Model compile(Contender contender) {
    return contender.engine().compile(NETWORK, INPUT, 4, contender.precision());
  }
}
