package fovea.engine;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;

import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients that are whole before the backward pass ends. */
class EarlyGradientsTest {

  /** A prime number of images, which cannot be divided into few shards. */
  private static final int UNDIVIDED = 11;

  /** How often threads may be in each other's way. */
  private static final int REPETITIONS = 10;

  private static final Shape INPUT = Shape.image(3, 8, 8);

  /** Its first linear layer is large enough that shards meet behind it. */
  private static final Network SMALL =
      Network.of("small", conv(8, 3).same(), relu(), flatten(), linear(600), relu(), linear(10));

  private static final Network NORMALISED =
      Network.of(
          "normalised",
          conv(8, 3).same(),
          batchNorm(),
          relu(),
          conv(16, 3).same(),
          batchNorm(),
          relu(),
          maxPool(2),
          flatten(),
          linear(1100),
          relu(),
          linear(10));

  /** Contenders, networks, their input, and how many images are in a batch. */
  static Stream<Arguments> all() {
    return Contender.all().stream()
        .flatMap(
            contender ->
                Stream.concat(
                    Stream.of(
                        Arguments.of(contender, SMALL, INPUT, 4),
                        Arguments.of(contender, NORMALISED, INPUT, 4)),
                    contender.fast() ? large(contender) : Stream.empty()));
  }

  /** With batches that are divided and some that are not. */
  private static Stream<Arguments> large(Contender contender) {
    return Stream.of("cifarnet", "resnet20")
        .flatMap(
            name ->
                Stream.of(48, 7)
                    .map(
                        batch ->
                            Arguments.of(
                                contender,
                                Zoo.network(name, Zoo.Options.classes(10)),
                                Zoo.input(name),
                                batch)));
  }

  @ParameterizedTest
  @MethodSource("all")
  void theyStayAsTheyAreAndAreThoseOfTheUsualModel(
      Contender contender, Network network, Shape input, int batch) {
    Map<String, float[]> usual = new LinkedHashMap<>();
    Map<String, float[]> when = new LinkedHashMap<>();
    Map<String, float[]> end = new LinkedHashMap<>();
    Engine engine = contender.engine();
    Precision precision = contender.precision();
    try (Model model = engine.compile(network, input, batch, precision)) {
      forward(model, batch).backward();
      model.variables().forEach(each -> put(usual, each));
    }
    try (Model model =
        engine.compileForExchange(network, input, batch, precision, Set.of(), Peers.NONE)) {
      Program program = forward(model, batch);
      program.backward(
          stage ->
              model.variables().stream()
                  .filter(Variable::trained)
                  .filter(each -> program.wholeAfter(each.parameter().name()) == stage)
                  .forEach(each -> put(when, each)));
      model.variables().forEach(each -> put(end, each));
    }
    assertThat(when).hasSameSizeAs(end).isNotEmpty();
    end.forEach((name, gradient) -> requireSame(name, when.get(name), gradient));
    end.forEach((name, gradient) -> requireSame(name, usual.get(name), gradient));
  }

  private static void requireSame(String name, float[] actual, float[] expected) {
    assertThat(Arrays.mismatch(actual, expected)).as("where %s differs", name).isNegative();
  }

  private static Program forward(Model model, int batch) {
    model.initialize(Initialization.PYTORCH, 1);
    Program program = model.training(batch);
    Buffers.fill(program.input(), 2);
    program.forward(3);
    Buffers.fill(program.outputGradient(), 4);
    return program;
  }

  private static void put(Map<String, float[]> gradients, Variable variable) {
    if (variable.trained()) {
      gradients.put(variable.parameter().name(), Buffers.read(variable.gradient()));
    }
  }

  /**
   * A divided batch after one that is not, which had determined the layouts: shards need copies of
   * large weights, whose place gradients can take once all shards have used them.
   */
  @ParameterizedTest
  @MethodSource("divided")
  void theyAreThoseOfTheUsualModelInLayoutsOfAnotherBatch(Contender contender, int batch) {
    Network network = Zoo.network("cifarnet", new Zoo.Options(10, 0.5, true));
    Shape input = Zoo.input("cifarnet");
    Engine engine = contender.engine();
    Precision precision = contender.precision();
    Map<String, float[]> usual = new LinkedHashMap<>();
    try (Model model = engine.compile(network, input, UNDIVIDED, precision)) {
      forward(model, batch).backward();
      model.variables().forEach(each -> put(usual, each));
    }
    try (Model model =
        engine.compileForExchange(network, input, UNDIVIDED, precision, Set.of(), Peers.NONE)) {
      for (int i = 0; i < REPETITIONS; i++) {
        Map<String, float[]> early = new LinkedHashMap<>();
        forward(model, batch).backward();
        model.variables().forEach(each -> put(early, each));
        assertThat(early).hasSameSizeAs(usual).isNotEmpty();
        usual.forEach((name, gradient) -> requireSame(name, early.get(name), gradient));
      }
    }
  }

  static Stream<Arguments> divided() {
    return Contender.all().stream()
        .filter(Contender::fast)
        .flatMap(contender -> Stream.of(8, 10).map(batch -> Arguments.of(contender, batch)));
  }

  static Stream<Arguments> fast() {
    return all().filter(each -> ((Contender) each.get()[0]).fast());
  }

  @ParameterizedTest
  @MethodSource("fast")
  void thoseOfTheLastLayersComeFirst(Contender contender, Network network, Shape input, int batch) {
    try (Model model =
        contender
            .engine()
            .compileForExchange(
                network, input, batch, contender.precision(), Set.of(), Peers.NONE)) {
      Program program = model.training(batch);
      List<Integer> stages =
          model.variables().stream()
              .filter(Variable::trained)
              .map(each -> program.wholeAfter(each.parameter().name()))
              .toList();
      assertThat(stages.get(stages.size() - 1)).isLessThan(stages.get(0));
    }
  }
}
