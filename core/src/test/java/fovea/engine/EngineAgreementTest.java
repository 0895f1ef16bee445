package fovea.engine;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.engine.reference.ReferenceEngine;
import fovea.nn.CountedRandom;
import fovea.nn.Initialization;
import fovea.nn.Parameter;
import java.nio.FloatBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every engine against the reference engine in doubles, layer by layer and whole networks. */
class EngineAgreementTest {

  private static final float LEARNING_RATE = 0.01f;

  /** Gradients this much smaller than the network's largest are noise. */
  private static final double NOISE = 0.01;

  static Stream<Arguments> cases() {
    return Contender.all().stream()
        .flatMap(
            contender -> AgreementCase.all().map(agreement -> Arguments.of(contender, agreement)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cases")
  void agreesWithTheReference(Contender contender, AgreementCase agreement) {
    int batch = agreement.batch();
    try (Model expected = model(new ReferenceEngine(), Precision.F64, agreement);
        Model actual = model(contender.engine(), contender.precision(), agreement)) {
      Pair pair = new Pair(actual, expected, Tolerance.of(contender.precision()));
      pair.evaluate("evaluation before training", batch);
      pair.train("step 1", batch, 1);
      pair.train("step 2", batch, 2);
      pair.evaluate("evaluation", batch);
      pair.train("step 3, another batch size", batch - 1, 3);
      pair.evaluate("evaluation, another batch size", batch + 2);
      pair.train("step 4, the first batch size", batch, 4);
    }
  }

  private static Model model(Engine engine, Precision precision, AgreementCase agreement) {
    Model model =
        engine.compile(agreement.network(), agreement.input(), agreement.batch(), precision);
    for (Variable variable : model.variables()) {
      variable.write(start(variable.parameter()), variable.values());
    }
    return model;
  }

  /** First values as in training, but no normalisation is the identity. */
  private static float[] start(Parameter parameter) {
    float[] values = Initialization.PYTORCH.values(parameter, 1);
    switch (parameter.role()) {
      case WEIGHT, BIAS -> {}
      case SCALE, SHIFT, RUNNING_MEAN, RUNNING_VARIANCE -> {
        for (int i = 0; i < values.length; i++) {
          values[i] += 0.2f * number(parameter.name().hashCode(), i);
        }
      }
    }
    return values;
  }

  /** From -1 to 1. */
  private static float number(long key, int position) {
    return (float) (2 * CountedRandom.uniform(key, position) - 1);
  }

  /** Two models of one network that are treated alike. */
  private record Pair(Model actual, Model expected, Tolerance tolerance) {

    void evaluate(String when, int batch) {
      forward(when, actual.evaluation(batch), expected.evaluation(batch), 99);
    }

    /** A forward and a backward pass, and a step of plain gradient descent. */
    void train(String when, int batch, long key) {
      Program actualProgram = actual.training(batch);
      Program expectedProgram = expected.training(batch);
      forward(when, actualProgram, expectedProgram, key);
      fill(actualProgram.outputGradient(), -key);
      fill(expectedProgram.outputGradient(), -key);
      actualProgram.backward();
      expectedProgram.backward();
      checkVariables(when);
      actual.variables().forEach(Pair::descend);
      expected.variables().forEach(Pair::descend);
    }

    private void forward(String when, Program actualProgram, Program expectedProgram, long key) {
      fill(actualProgram.input(), key);
      fill(expectedProgram.input(), key);
      actualProgram.forward(key);
      expectedProgram.forward(key);
      tolerance.check(
          "output, " + when, read(actualProgram.output()), read(expectedProgram.output()), 0);
    }

    private void checkVariables(String when) {
      double floor =
          NOISE
              * expected.variables().stream()
                  .mapToDouble(each -> Tolerance.largest(each.read(each.gradient())))
                  .max()
                  .orElse(0);
      for (int i = 0; i < expected.variables().size(); i++) {
        Variable mine = actual.variables().get(i);
        Variable right = expected.variables().get(i);
        assertThat(mine.parameter()).isEqualTo(right.parameter());
        String name = right.parameter().name() + ", " + when;
        if (right.parameter().role().learned()) {
          tolerance.check(
              "gradient of " + name,
              mine.read(mine.gradient()),
              right.read(right.gradient()),
              floor);
        } else {
          tolerance.check(name, mine.read(mine.values()), right.read(right.values()), 0);
        }
      }
    }

    private static void descend(Variable variable) {
      FloatBuffer values = variable.values();
      FloatBuffer gradient = variable.gradient();
      for (int i = 0; i < gradient.capacity(); i++) {
        values.put(i, values.get(i) - LEARNING_RATE * gradient.get(i));
      }
    }

    private static void fill(FloatBuffer buffer, long key) {
      for (int i = 0; i < buffer.capacity(); i++) {
        buffer.put(i, number(key, i));
      }
    }

    private static float[] read(FloatBuffer buffer) {
      float[] values = new float[buffer.capacity()];
      buffer.get(0, values);
      return values;
    }
  }
}
