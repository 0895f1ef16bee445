package fovea.engine;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static fovea.nn.Layers.residual;
import static fovea.nn.Shape.image;
import static org.assertj.core.api.Assertions.assertThat;

import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models some of whose parameters are frozen. */
class FrozenParametersTest {

  private static final int BATCH = 16;
  private static final Shape INPUT = image(3, 8, 8);

  private static final Network PLAIN =
      Network.of(
          "plain",
          conv(32, 3).same(),
          relu(),
          conv(64, 5).same(), // in Winograd's way
          relu(),
          maxPool(2),
          residual(conv(64, 1), relu(), conv(64, 3).same().withoutBias()),
          relu(),
          flatten(),
          linear(12),
          relu(),
          dropout(0.3),
          linear(5));

  private static final Network NORMALIZED =
      Network.of(
          "normalized",
          conv(8, 3).withoutBias(),
          batchNorm(),
          relu(),
          residual(conv(8, 3).same().withoutBias(), batchNorm()),
          relu(),
          flatten(),
          linear(5));

  static Stream<Arguments> parts() {
    return Contender.all().stream()
        .flatMap(
            contender ->
                Stream.of(
                        "conv1|conv2",
                        "conv1|conv2|block3|fc4",
                        "block3",
                        "conv1.weight|fc4.weight",
                        "conv2.weight",
                        "conv2.bias|fc5.bias",
                        "fc5")
                    .map(frozen -> Arguments.of(contender, frozen)));
  }

  @ParameterizedTest
  @MethodSource("parts")
  void theOthersHaveTheGradientsThatTheyHaveInAWholeModel(Contender contender, String frozen) {
    Set<String> names = named(PLAIN, frozen);
    assertThat(names).isNotEmpty();
    try (Model whole = model(contender, PLAIN, Set.of());
        Model part = model(contender, PLAIN, names)) {
      step(whole);
      step(part);
      for (int i = 0; i < whole.variables().size(); i++) {
        Variable expected = whole.variables().get(i);
        Variable actual = part.variables().get(i);
        String name = expected.parameter().name();
        assertThat(actual.trained()).as(name).isEqualTo(!names.contains(name));
        if (actual.trained()) {
          Tolerance tolerance = Tolerance.of(contender.precision());
          float[] right = expected.read(expected.gradient());
          assertThat(
                  tolerance.holds(
                      actual.read(actual.gradient()), right, Tolerance.largest(right), 4))
              .as(name)
              .isTrue();
        }
      }
    }
  }

  static List<Contender> contenders() {
    return Contender.all();
  }

  @ParameterizedTest
  @MethodSource("contenders")
  void aFrozenNormalizationUsesItsRunningStatisticsAndKeepsThem(Contender contender) {
    try (Model model = model(contender, NORMALIZED, named(NORMALIZED, "bn1|block2.bn1"))) {
      List<float[]> before = statistics(model);
      Program training = step(model);
      Program evaluation = model.evaluation(BATCH);
      evaluation.forward(training.input(), 0);
      assertThat(
              Tolerance.of(contender.precision())
                  .holds(Buffers.read(training.output()), Buffers.read(evaluation.output())))
          .isTrue();
      assertThat(statistics(model)).usingElementComparator(Arrays::compare).isEqualTo(before);
    }
    try (Model model = model(contender, NORMALIZED, named(NORMALIZED, "bn1"))) {
      List<float[]> before = statistics(model);
      step(model);
      assertThat(statistics(model).subList(0, 2))
          .usingElementComparator(Arrays::compare)
          .isEqualTo(before.subList(0, 2));
      assertThat(statistics(model).get(2)).isNotEqualTo(before.get(2));
    }
  }

  /** A frozen normalisation is a convolution of each channel by itself. */
  @ParameterizedTest
  @MethodSource("contenders")
  void gradientsGoThroughAFrozenNormalization(Contender contender) {
    Network affine =
        Network.of("affine", conv(8, 3), conv(8, 1).groups(8), relu(), flatten(), linear(5));
    Network network = Network.of("norm", conv(8, 3), batchNorm(), relu(), flatten(), linear(5));
    try (Model expected = model(contender, affine, Set.of());
        Model actual = model(contender, network, named(network, "bn1"))) {
      float[] scale = read(actual, "bn1.weight");
      float[] shift = read(actual, "bn1.bias");
      float[] mean = read(actual, "bn1.running_mean");
      float[] variance = read(actual, "bn1.running_var");
      for (int i = 0; i < scale.length; i++) {
        scale[i] /= (float) Math.sqrt(variance[i] + 1e-5);
        shift[i] -= scale[i] * mean[i];
      }
      write(expected, "conv2.weight", scale);
      write(expected, "conv2.bias", shift);
      write(expected, "fc3.weight", read(actual, "fc2.weight"));
      write(expected, "fc3.bias", read(actual, "fc2.bias"));
      step(expected);
      step(actual);
      float[] right = gradient(expected, "conv1.weight");
      assertThat(
              Tolerance.of(contender.precision())
                  .holds(gradient(actual, "conv1.weight"), right, Tolerance.largest(right), 1))
          .isTrue();
    }
  }

  @Test
  void theBackwardPassEndsAtTheFirstTrainedLayer() {
    Contender fast = Contender.all().stream().filter(Contender::fast).findFirst().orElseThrow();
    try (Model model = model(fast, PLAIN, named(PLAIN, "conv1|conv2|block3|fc4.weight"))) {
      Program program = step(model);
      List<String> passes =
          program.profile(1).stream()
              .filter(row -> row.pass().startsWith("backward"))
              .map(row -> row.layer() + " " + row.pass())
              .toList();
      assertThat(passes).isNotEmpty().allMatch(row -> row.matches("(fc|relu|dropout)[45] .*"));
      assertThat(passes).contains("fc4 backward weights").doesNotContain("fc4 backward data");
    }
  }

  private static Set<String> named(Network network, String layers) {
    return network.parameters(INPUT).stream()
        .filter(parameter -> parameter.role().learned())
        .map(Parameter::name)
        .filter(name -> name.matches("(" + layers + ")(\\..*)?"))
        .collect(Collectors.toSet());
  }

  private static Model model(Contender contender, Network network, Set<String> frozen) {
    Model model = contender.engine().compile(network, INPUT, BATCH, contender.precision(), frozen);
    for (Variable variable : model.variables()) {
      float[] values = Initialization.PYTORCH.values(variable.parameter(), 1);
      if (variable.parameter().dims().size() == 1) {
        for (int i = 0; i < values.length; i++) {
          values[i] += 0.1f * (i % 5);
        }
      }
      variable.write(values, variable.values());
    }
    return model;
  }

  private static Program step(Model model) {
    Program program = model.training(BATCH);
    Buffers.fill(program.input(), 5);
    program.forward(7);
    Buffers.fill(program.outputGradient(), 6);
    program.backward();
    return program;
  }

  private static List<float[]> statistics(Model model) {
    return model.variables().stream()
        .filter(variable -> !variable.parameter().role().learned())
        .map(variable -> variable.read(variable.values()))
        .toList();
  }

  private static Variable variable(Model model, String name) {
    return model.variables().stream()
        .filter(each -> each.parameter().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static float[] read(Model model, String name) {
    return variable(model, name).read(variable(model, name).values());
  }

  private static float[] gradient(Model model, String name) {
    return variable(model, name).read(variable(model, name).gradient());
  }

  private static void write(Model model, String name, float[] values) {
    variable(model, name).write(values, variable(model, name).values());
  }
}
