package fovea.engine;

import static fovea.nn.Layers.conv;
import static org.assertj.core.api.Assertions.assertThat;

import fovea.engine.onednn.OneDnnEngine;
import fovea.engine.onednn.Poison;
import fovea.nn.Conv2d;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kernels must write all of their results, and read nothing that no kernel has written. Each
 * program runs twice: as it is, and with every kernel's results and scratchpad filled with NaN
 * before the kernel runs. Both must give the same bits.
 */
@Tag("long")
class UnwrittenMemoryTest {

  private static final OneDnnEngine ENGINE = new OneDnnEngine();

  static Stream<Arguments> cases() {
    return Stream.of(Precision.F32, Precision.BF16)
        .filter(ENGINE::supports)
        .flatMap(
            precision ->
                Stream.concat(AgreementCase.all(), padded())
                    .map(each -> Arguments.of(precision, each)));
  }

  /** Convolutions some of whose filter rows or columns only meet padding. */
  private static Stream<AgreementCase> padded() {
    List<AgreementCase> cases = new ArrayList<>();
    int[][] sizes = {{1, 1}, {1, 6}, {6, 1}, {2, 5}, {3, 3}};
    int[][] kernels = {{3, 3}, {5, 5}, {5, 3}, {7, 7}, {1, 5}};
    int[][] channels = {{128, 48}, {256, 16}, {64, 64}, {20, 10}};
    for (int[] size : sizes) {
      for (int[] kernel : kernels) {
        for (int[] channel : channels) {
          Conv2d padded =
              new Conv2d(
                  channel[1],
                  Size.of(kernel[0], kernel[1]),
                  Size.of(1),
                  Size.of(kernel[0] / 2, kernel[1] / 2),
                  Size.of(1),
                  1,
                  true);
          cases.add(
              new AgreementCase(
                  Network.of("case", conv(channel[0], 1), padded),
                  Shape.image(3, size[0], size[1]),
                  7));
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("cases")
  void everyKernelWritesAllOfItsResults(Precision precision, AgreementCase agreement) {
    List<float[]> plain = results(precision, agreement, false);
    List<float[]> poisoned = results(precision, agreement, true);

    for (int i = 0; i < plain.size(); i++) {
      assertThat(allFinite(plain.get(i))).as("result %d is finite", i).isTrue();
      int difference = Arrays.mismatch(poisoned.get(i), plain.get(i));
      assertThat(difference).as("first difference of result %d", i).isNegative();
    }
  }

  private static boolean allFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  private static List<float[]> results(
      Precision precision, AgreementCase agreement, boolean poisoned) {
    List<float[]> results = new ArrayList<>();
    try (Model model =
        ENGINE.compile(agreement.network(), agreement.input(), agreement.batch(), precision)) {
      model.initialize(Initialization.PYTORCH, 1);
      for (Program program :
          List.of(
              model.training(agreement.batch()),
              model.training(agreement.batch() - 1),
              model.evaluation(agreement.batch()),
              model.attribution(1))) {
        if (poisoned) {
          Poison.into(program);
        }
        run(model, program, results);
      }
    }
    return results;
  }

  private static void run(Model model, Program program, List<float[]> results) {
    fill(program.input(), 1);
    program.forward(3);
    results.add(read(program.output()));
    if (program.mode().hasBackward()) {
      fill(program.outputGradient(), 2);
      program.backward();
    }
    if (program.mode().hasInputGradient()) {
      results.add(read(program.inputGradient()));
    }
    if (program.mode().trains()) {
      for (Variable variable : model.variables()) {
        boolean learned = variable.parameter().learned();
        results.add(variable.read(learned ? variable.gradient() : variable.values()));
      }
    }
  }

  private static void fill(FloatBuffer buffer, long key) {
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, (float) (2 * CounterBasedRandom.uniform(key, i) - 1));
    }
  }

  private static float[] read(FloatBuffer buffer) {
    float[] values = new float[buffer.capacity()];
    buffer.get(0, values);
    return values;
  }
}
