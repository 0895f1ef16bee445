package fovea.engine.onednn;

import static fovea.engine.Buffers.fill;
import static fovea.engine.Buffers.read;
import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.engine.onednn.plan.Sharding;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same numbers, to the bit, whatever the number of threads. */
@Tag("long")
class ThreadsTest {

  private static final float LEARNING_RATE = 0.01f;

  /** Of a step each: divided into several shards, or not at all. */
  private static final int[] BATCHES = {48, 33, 7, 1, 48};

  private static final Shape INPUT = Shape.image(3, 32, 32);

  @BeforeAll
  static void needsThreadsOfItsOwn() {
    assumeTrue(OpenMp.find().isPresent(), "the library's threads cannot be told their number here");
  }

  static Stream<Arguments> networks() {
    Engine engine = new OneDnnEngine();
    return Stream.of(
            Zoo.network("cifarnet", Zoo.Options.classes(10)),
            Zoo.network("cifarnet", new Zoo.Options(10, 0.5, true)),
            Zoo.network("resnet20", Zoo.Options.classes(10)),
            squareTiles())
        .flatMap(
            network ->
                Stream.of(Precision.F32, Precision.BF16)
                    .filter(engine::supports)
                    .map(precision -> Arguments.of(network, precision)));
  }

  /** Convolutions that are filtered fast in square tiles, in all but the smallest batches. */
  private static Network squareTiles() {
    return Network.of(
        "tiles",
        conv(96, 3).stride(2).pad(1),
        conv(96, 3).same(),
        batchNorm(),
        relu(),
        conv(128, 3).same(),
        globalAvgPool(),
        flatten(),
        linear(10));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void trainsAndEvaluatesToTheSameBits(Network network, Precision precision) {
    List<float[]> alone = train(network, precision, 1);
    for (int threads : new int[] {2, 3, 8}) {
      assertThat(train(network, precision, threads))
          .as("with %d threads", threads)
          .usingElementComparator(Arrays::compare)
          .isEqualTo(alone);
    }
  }

  /** All parameters after some steps, and the outputs for some images. */
  private static List<float[]> train(Network network, Precision precision, int threads) {
    Engine engine = new OneDnnEngine(Sharding.USUAL, threads);
    try (Model model = engine.compile(network, INPUT, BATCHES[0], precision)) {
      for (Variable variable : model.variables()) {
        variable.write(Initialization.PYTORCH.values(variable.parameter(), 1), variable.values());
      }
      for (int step = 0; step < BATCHES.length; step++) {
        step(model, BATCHES[step], step);
      }
      Program evaluation = model.evaluation(50);
      fill(evaluation.input(), 99);
      evaluation.forward(0);
      return Stream.concat(
              model.variables().stream().map(variable -> variable.read(variable.values())),
              Stream.of(read(evaluation.output())))
          .toList();
    }
  }

  private static void step(Model model, int batch, int step) {
    Program program = model.training(batch);
    fill(program.input(), step);
    program.forward(step);
    fill(program.outputGradient(), -step - 1);
    program.backward();
    for (Variable variable : model.variables()) {
      if (variable.parameter().learned()) {
        FloatBuffer values = variable.values();
        for (int i = 0; i < values.capacity(); i++) {
          values.put(i, values.get(i) - LEARNING_RATE * variable.gradient().get(i));
        }
      }
    }
  }
}
