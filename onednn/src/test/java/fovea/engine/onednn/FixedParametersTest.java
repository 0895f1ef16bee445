package fovea.engine.onednn;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.engine.Inference;
import fovea.engine.Mode;
import fovea.engine.Model;
import fovea.engine.ParameterSource;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.engine.onednn.plan.Sharding;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What fixed parameters take of memory and time, and who owns it. */
class FixedParametersTest {

  private static final OneDnnEngine ENGINE = new OneDnnEngine();
  private static final Library LIBRARY = Library.load(Sharding.USUAL, 2);
  private static final Shape INPUT = Shape.image(3, 8, 8);
  private static final Network NETWORK =
      Network.of(
          "several",
          conv(32, 5).same(),
          batchNorm(),
          relu(),
          conv(64, 5).same(),
          flatten(),
          linear(9));

  static Stream<Precision> precisions() {
    return Stream.of(Precision.F32, Precision.BF16).filter(ENGINE::supports);
  }

  /** Values of one's own, that count how many of them were read. */
  private static final class Counted implements ParameterSource {

    private long read;

    @Override
    public void read(Parameter parameter, long offset, FloatBuffer target) {
      read += target.remaining();
      for (long i = offset; target.hasRemaining(); i++) {
        target.put(value(parameter, i));
      }
    }

    static float value(Parameter parameter, long index) {
      long key = parameter.name().hashCode();
      double spread = Math.sqrt(1.0 / parameter.fanIn());
      return (float) ((CounterBasedRandom.uniform(key, index) + 0.1) * spread);
    }

    @Override
    public void close() {}
  }

  /** Weights so large that they are read in pieces, of layouts with blocks that are not filled. */
  @ParameterizedTest
  @MethodSource("precisions")
  void readsLargeWeightsInPieces(Precision precision) {
    readsInPieces(
        Network.of("large", linear(150), relu(), linear(7)), Shape.vector(20_000), precision);
  }

  /** As {@code --scan} makes of linear layers: pieces may not be whole blocks of their layouts. */
  @ParameterizedTest
  @MethodSource("precisions")
  void readsLargeConvolutionsInPieces(Precision precision) {
    readsInPieces(
        Network.of("scan", conv(4096, 1), relu(), conv(4096, 1), relu(), conv(7, 1), flatten()),
        Shape.image(512, 1, 1),
        precision);
  }

  private static void readsInPieces(Network network, Shape input, Precision precision) {
    FloatBuffer images = numbers(8 * input.elements());
    try (Model model = ENGINE.evaluator(network, input, precision);
        Inference inference = ENGINE.inference(network, input, precision, new Counted())) {
      for (Variable variable : model.variables()) {
        float[] values = new float[variable.parameter().elements()];
        for (int i = 0; i < values.length; i++) {
          values[i] = Counted.value(variable.parameter(), i);
        }
        variable.write(values, variable.values());
      }
      for (int count : new int[] {1, 8}) {
        Program program = model.evaluation(count);
        program.forward(images, 0);
        FloatBuffer scores = FloatBuffer.allocate(count * 7);
        inference.scores(images, count, scores);
        assertThat(scores).isEqualTo(program.output());
      }
    }
  }

  @Test
  void readsEachValueOnceForTheFirstBatchSize() {
    Network network = Network.of("once", conv(8, 3), relu(), conv(8, 3), flatten(), linear(5));
    Counted source = new Counted();
    try (Inference inference = ENGINE.inference(network, INPUT, Precision.F32, source)) {
      inference.scores(numbers(INPUT.elements()), 1, FloatBuffer.allocate(5));
      assertThat(source.read).isEqualTo(network.parameterCount(INPUT));
    }
  }

  /** Several contexts whatever this machine has. */
  @ParameterizedTest
  @MethodSource("precisions")
  void contextsSideBySideGiveTheSameBits(Precision precision) throws Exception {
    int[] counts = {1, 40, 8, 3, 128};
    ExecutorService threads = Executors.newFixedThreadPool(8);
    FloatBuffer images = numbers(128 * INPUT.elements());
    try (Inference inference = ENGINE.inference(NETWORK, INPUT, precision, new Counted(), 3)) {
      List<FloatBuffer> alone = new ArrayList<>();
      for (int count : counts) {
        alone.add(scores(inference, images, count));
      }
      List<Callable<Void>> calls = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        int first = thread;
        calls.add(
            () -> {
              for (int i = first; i < first + 20 * counts.length; i++) {
                int which = i % counts.length;
                assertThat(scores(inference, images, counts[which])).isEqualTo(alone.get(which));
              }
              return null;
            });
      }
      for (Future<Void> call : threads.invokeAll(calls)) {
        call.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private static FloatBuffer scores(Inference inference, FloatBuffer images, int count) {
    FloatBuffer scores = FloatBuffer.allocate(count * inference.output().elements());
    inference.scores(images, count, scores);
    return scores;
  }

  @Test
  void aProgramThatCannotBeCompiledFreesItsArena() {
    Network network = Network.of("fails", conv(4, 1), relu(), batchNorm());
    Shape pixel = Shape.image(3, 1, 1);
    Arena arena = new Arena();
    try (Variables variables = Variables.trained(LIBRARY, network.parameters(pixel), Set.of())) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  Compiler.compile(
                      arena,
                      LIBRARY,
                      variables,
                      network,
                      pixel,
                      1,
                      Precision.F32,
                      Mode.TRAINING,
                      Optional.empty()))
          .withMessageContaining("layer bn1");
      assertThat(arena.isEmpty()).isTrue();
    }
  }

  @Test
  void fixedParametersThatCannotBeReadFreeTheProgramsArena() {
    ParameterSource broken =
        new ParameterSource() {
          @Override
          public void read(Parameter parameter, long offset, FloatBuffer target) {
            if (parameter.role() == Parameter.Role.RUNNING_MEAN) {
              throw new IllegalStateException("broken");
            }
            target.position(target.limit());
          }

          @Override
          public void close() {}
        };
    Arena arena = new Arena();
    try (FixedParameters parameters =
        new FixedParameters(LIBRARY, NETWORK.parameters(INPUT), broken)) {
      assertThatThrownBy(
              () ->
                  Compiler.compile(
                      arena,
                      LIBRARY,
                      parameters,
                      NETWORK,
                      INPUT,
                      1,
                      Precision.F32,
                      Mode.EVALUATION,
                      Optional.empty()))
          .hasMessage("broken");
      assertThat(arena.isEmpty()).isTrue();
    }
  }

  /** Each of them would leave 32 MB. */
  @Test
  void modelsThatCannotBeCompiledLeaveNothing() {
    Network network = Network.of("fails", conv(2048, 1), batchNorm());
    Shape pixel = Shape.image(2048, 1, 1);
    long before = Pointer.physicalBytes();
    for (int i = 0; i < 32; i++) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ENGINE.compile(network, pixel, 1, Precision.F32));
    }
    assertThat(Pointer.physicalBytes() - before).isLessThan(512L << 20);
  }

  /** Training programs of such a batch would take gigabytes. */
  @Test
  void anEvaluatorTakesThePlaceOfItsParameters() {
    Network network = Network.of("wide", conv(64, 3).same(), relu(), conv(64, 3).same(), relu());
    Shape large = Shape.image(3, 512, 512);
    long before = Pointer.physicalBytes();
    try (Model model = ENGINE.evaluator(network, large, Precision.F32)) {
      for (Variable variable : model.variables()) {
        variable.write(Initialization.PYTORCH.values(variable.parameter(), 0), variable.values());
      }
      assertThat(Pointer.physicalBytes() - before).isLessThan(64L << 20);
    }
  }

  private static FloatBuffer numbers(int count) {
    FloatBuffer numbers = FloatBuffer.allocate(count);
    for (int i = 0; i < count; i++) {
      numbers.put(i, (float) CounterBasedRandom.normal(1, i));
    }
    return numbers;
  }
}
