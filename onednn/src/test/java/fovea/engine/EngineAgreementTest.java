package fovea.engine;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.engine.reference.ReferenceEngine;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Initialization;
import fovea.nn.Parameter;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every engine against the reference engine in doubles, layer by layer and whole networks. */
@Tag("long")
class EngineAgreementTest {

  private static final float LEARNING_RATE = 0.01f;

  private static final int DRAWS = 4;

  static Stream<Arguments> cases() {
    return Contender.all().stream()
        .flatMap(
            contender -> AgreementCase.all().map(agreement -> Arguments.of(contender, agreement)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cases")
  void agreesWithTheReference(Contender contender, AgreementCase agreement) {
    int batch = agreement.batch();
    List<Parameter> parameters = agreement.network().parameters(agreement.input());
    try (Model expected = model(new ReferenceEngine(), Precision.F64, agreement);
        Model actual = model(contender.engine(), contender.precision(), agreement)) {
      Pair pair =
          new Pair(actual, expected, Tolerance.of(contender.precision()), agreement.edges());
      assertThat(actual.variables()).extracting(Variable::parameter).isEqualTo(parameters);
      pair.evaluate("evaluation before training", batch);
      pair.train("step 1", batch, 1);
      pair.train("step 2", batch, 2);
      pair.evaluate("evaluation", batch);
      pair.train("step 3, another batch size", batch - 1, 3);
      pair.evaluate("evaluation, another batch size", batch + 2);
      pair.attribute("attribution", batch, 5);
      pair.attribute("attribution, one image", 1, 6);
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
    return (float) (2 * CounterBasedRandom.uniform(key, position) - 1);
  }

  /** Two models of one network that are treated alike. */
  private record Pair(Model actual, Model expected, Tolerance tolerance, int edges) {

    void evaluate(String when, int batch) {
      forward(when, actual.evaluation(batch), expected.evaluation(batch), 99);
    }

    /**
     * A step of plain gradient descent, on the gradients of the first images on which the models
     * agree. That they must on one of a few draws: an error shows on all images, but a number that
     * rounding pushes over the edge of a rectifier, or past its neighbour in a max pool, changes
     * gradients by far more than rounding on some.
     */
    void train(String when, int batch, long key) {
      Program mine = actual.training(batch);
      Program right = expected.training(batch);
      List<String> wrong = List.of();
      for (int draw = 0; draw == 0 || (draw < DRAWS && !wrong.isEmpty()); draw++) {
        long drawn = CounterBasedRandom.subkey(key, draw);
        forward(when, mine, right, drawn);
        fill(mine.outputGradient(), -drawn);
        fill(right.outputGradient(), -drawn);
        mine.backward();
        right.backward();
        wrong = wrongGradients();
      }
      assertThat(wrong).as("wrong gradients, " + when).isEmpty();
      descend();
    }

    /** As when training, on one of a few draws; the gradients of parameters stay. */
    void attribute(String when, int batch, long key) {
      Program mine = actual.attribution(batch);
      Program right = expected.attribution(batch);
      List<float[]> before = gradients();
      boolean agree = false;
      for (int draw = 0; draw < DRAWS && !agree; draw++) {
        long drawn = CounterBasedRandom.subkey(key, draw);
        forward(when, mine, right, drawn);
        fill(mine.outputGradient(), -drawn);
        fill(right.outputGradient(), -drawn);
        mine.backward();
        right.backward();
        float[] rightGradient = read(right.inputGradient());
        double largest = Tolerance.largest(rightGradient);
        agree = tolerance.holds(read(mine.inputGradient()), rightGradient, largest, edges);
      }
      assertThat(agree).as("gradient of the input is right, " + when).isTrue();
      assertThat(gradients())
          .as("gradients of parameters, " + when)
          .containsExactlyElementsOf(before);
    }

    private List<float[]> gradients() {
      return actual.variables().stream()
          .filter(variable -> variable.parameter().learned())
          .map(variable -> variable.read(variable.gradient()))
          .toList();
    }

    private void forward(String when, Program mine, Program right, long key) {
      fill(mine.input(), key);
      fill(right.input(), key);
      mine.forward(key);
      right.forward(key);
      assertThat(tolerance.holds(read(mine.output()), read(right.output())))
          .as("output is right, " + when)
          .isTrue();
      assertThat(wrongStatistics()).as("wrong statistics, " + when).isEmpty();
    }

    private List<String> wrongStatistics() {
      return namesWhere(
          (mine, right) ->
              !right.parameter().learned()
                  && !tolerance.holds(mine.read(mine.values()), right.read(right.values())));
    }

    private List<String> wrongGradients() {
      double largest = largestGradient();
      return namesWhere(
          (mine, right) ->
              right.parameter().learned()
                  && !tolerance.holds(
                      mine.read(mine.gradient()), right.read(right.gradient()), largest, edges));
    }

    private List<String> namesWhere(BiPredicate<Variable, Variable> test) {
      return IntStream.range(0, expected.variables().size())
          .filter(i -> test.test(actual.variables().get(i), expected.variables().get(i)))
          .mapToObj(i -> expected.variables().get(i).parameter().name())
          .toList();
    }

    private double largestGradient() {
      return expected.variables().stream()
          .filter(variable -> variable.parameter().learned())
          .mapToDouble(variable -> Tolerance.largest(variable.read(variable.gradient())))
          .max()
          .orElse(0);
    }

    /** The expected model takes a step, the actual one follows, so that errors do not add up. */
    private void descend() {
      for (int i = 0; i < expected.variables().size(); i++) {
        Variable leader = expected.variables().get(i);
        Variable follower = actual.variables().get(i);
        for (int e = 0; e < leader.gradient().capacity(); e++) {
          float value = leader.values().get(e) - LEARNING_RATE * leader.gradient().get(e);
          leader.values().put(e, value);
        }
        follower.write(leader.read(leader.values()), follower.values());
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
