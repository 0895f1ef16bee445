package fovea.engine.onednn;

import static fovea.nn.Layers.conv;
import static fovea.nn.Shape.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import fovea.engine.KernelTime;
import fovea.engine.Mode;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.engine.onednn.plan.Winograd;
import fovea.nn.Conv2d;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Zoo;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bytedeco.dnnl.memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WinogradTest {

  @Property(tries = 60)
  void filtersAColumn(
      @ForAll @IntRange(min = 3, max = 5) int taps,
      @ForAll @IntRange(min = 1, max = 3) int tiles,
      @ForAll long seed) {
    Winograd winograd = new Winograd(4, taps, false);
    Random random = new Random(seed);
    float[] filter = numbers(random, taps);
    float[] inputs = numbers(random, winograd.covered(tiles));
    float[] points = times(winograd.filterTransform(), filter);
    float[] transformed = times(winograd.inputTransform(tiles), inputs);
    for (int i = 0; i < transformed.length; i++) {
      transformed[i] *= points[i / tiles];
    }
    float[] outputs = times(winograd.outputTransform(tiles), transformed);
    for (int row = 0; row < 4 * tiles; row++) {
      float expected = 0;
      for (int k = 0; k < taps; k++) {
        expected += filter[k] * inputs[row + k];
      }
      assertThat(outputs[row]).isCloseTo(expected, within(2e-5f));
    }
  }

  private static float[] numbers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = 2 * random.nextFloat() - 1;
    }
    return numbers;
  }

  private static float[] times(float[] matrix, float[] vector) {
    float[] product = new float[matrix.length / vector.length];
    for (int i = 0; i < matrix.length; i++) {
      product[i / vector.length] += matrix[i] * vector[i % vector.length];
    }
    return product;
  }

  @Property(tries = 20)
  void transformsOfMapsAreExactInBfloat16(@ForAll @IntRange(min = 3, max = 5) int taps) {
    Winograd winograd = new Winograd(4, taps, false);
    for (float[] matrix : List.of(winograd.inputTransform(2), winograd.outputTransform(2))) {
      for (float value : matrix) {
        assertThat(Float.floatToIntBits(value) & 0xffff).isZero();
      }
    }
  }

  @Test
  void theSumOfATileIsOneOfItsPoints() {
    Winograd winograd = new Winograd(4, 5, false);
    float[] matrix = winograd.outputTransform(1);
    for (int row = 0; row < 4; row++) {
      assertThat(matrix[row * winograd.points() + Winograd.SUM]).isEqualTo(1);
    }
  }

  @Test
  void isTakenForLargeConvolutionsOfStrideOne() {
    check(conv(64, 5).same(), image(32, 16, 16), true);
    check(conv(64, 5).same(), image(64, 8, 8), true);
    check(conv(512, 3).same(), image(512, 14, 14), true);
    check(conv(64, 3).same(), image(64, 8, 8), true);
    check(conv(32, 5).same(), image(3, 32, 32), false);
    check(conv(16, 3).same(), image(16, 32, 32), false);
    check(conv(512, 1), image(512, 14, 14), false);
    check(conv(512, 7).same(), image(512, 14, 14), false);
    check(conv(512, 3).pad(1).stride(2), image(512, 28, 28), false);
    check(conv(512, 3).pad(2).dilation(2), image(512, 28, 28), false);
    check(conv(512, 3).same().groups(2), image(512, 28, 28), false);
    check(conv(512, 3).pad(2), image(512, 12, 12), false);
    check(conv(512, 3).same(), image(512, 13, 13), false);
    check(conv(512, 3), image(512, 4, 4), false);
  }

  /** So that what the engines have to agree on comes to lie side by side. */
  @Test
  void isTakenForTheLargeBatchesThatEnginesAgreeOn() {
    check(conv(64, 5).same(), image(32, 8, 8), true);
    check(conv(64, 5).same(), image(64, 7, 7), true);
    check(conv(64, 5).same(), image(64, 7, 5), true);
    check(conv(64, 3).same(), image(64, 8, 9), true);
    check(conv(64, 3).same(), image(64, 8, 5), true);
    check(
        new Conv2d(64, Size.of(5, 3), Size.of(1, 2), Size.of(0, 3), Size.of(1, 2), 1, true),
        image(64, 12, 15),
        true);
  }

  @Test
  void imagesLieSideBySideWhereThereAreManyForTheWidth() {
    memory.data_type half = memory.data_type.bf16;
    memory.data_type single = memory.data_type.f32;
    assertThat(WinogradStage.hwnc(half, Mode.TRAINING, 32, 16)).isTrue();
    assertThat(WinogradStage.hwnc(half, Mode.TRAINING, 31, 5)).isFalse();
    assertThat(WinogradStage.hwnc(half, Mode.TRAINING, 33, 17)).isFalse();
    assertThat(WinogradStage.hwnc(half, Mode.EVALUATION, 128, 64)).isTrue();
    assertThat(WinogradStage.hwnc(single, Mode.TRAINING, 128, 16)).isFalse();
    assertThat(WinogradStage.hwnc(single, Mode.EVALUATION, 128, 16)).isTrue();
    assertThat(WinogradStage.hwnc(single, Mode.ATTRIBUTION, 128, 16)).isTrue();
  }

  @Test
  void rowsMayHaveStrideAndDilation() {
    Conv2d conv = new Conv2d(512, Size.of(3), Size.of(1, 2), Size.of(1, 2), Size.of(1, 2), 1, true);
    check(conv, image(512, 14, 14), true);
  }

  private static void check(Conv2d conv, Shape in, boolean taken) {
    assertThat(Winograd.of(conv, in, conv.output(in), 16).isPresent())
        .as(conv + " on " + in)
        .isEqualTo(taken);
  }

  @Test
  void squareTilesAreTakenWhereTheyAreManyForTheirFilters() {
    checkSquares(conv(128, 3).same(), image(128, 24, 24), 16, true);
    checkSquares(conv(128, 3).same(), image(128, 14, 14), 16, true);
    checkSquares(conv(128, 3).same(), image(128, 14, 14), 15, false);
    checkSquares(conv(256, 3).same(), image(64, 24, 24), 16, true);
    checkSquares(conv(64, 3).same(), image(64, 24, 24), 16, false);
    checkSquares(conv(64, 5).same(), image(64, 16, 16), 128, false);
    checkSquares(conv(128, 3), image(128, 26, 26), 16, false);
    checkSquares(conv(128, 3).same(), image(128, 24, 25), 16, false);
    checkSquares(
        new Conv2d(128, Size.of(3), Size.of(1, 2), Size.of(1), Size.of(1), 1, true),
        image(128, 24, 48),
        16,
        false);
  }

  /** So that what the engines have to agree on comes in square tiles. */
  @Test
  void squareTilesAreTakenForTheManyTilesThatEnginesAgreeOn() {
    checkSquares(conv(96, 3).same(), image(96, 8, 8), 72, true);
    checkSquares(conv(112, 3).same(), image(96, 7, 10), 48, true);
  }

  private static void checkSquares(Conv2d conv, Shape in, int batch, boolean squares) {
    assertThat(Winograd.of(conv, in, conv.output(in), batch))
        .as("%s on %d of %s", conv, batch, in)
        .hasValueSatisfying(each -> assertThat(each.squares()).isEqualTo(squares));
  }

  @Test
  void computesTheTwoLargeConvolutionsOfTheLabsNetwork() {
    Network network = Zoo.network("cifarnet", Zoo.Options.classes(10));
    try (Model model = new OneDnnEngine().compile(network, image(3, 32, 32), 64, Precision.F32)) {
      Program training = model.training(64);
      assertThat(training.kernels().stream()).anyMatch(each -> each.startsWith("winograd:"));
      assertThat(training.profile(3))
          .filteredOn(time -> time.kernel().startsWith("winograd:"))
          .filteredOn(time -> !time.pass().equals("transform weights"))
          .extracting(KernelTime::layer, KernelTime::pass)
          .containsExactlyInAnyOrder(
              tuple("conv2", "forward"),
              tuple("conv2", "backward weights"),
              tuple("conv2", "backward data"),
              tuple("conv3", "forward"),
              tuple("conv3", "backward weights"),
              tuple("conv3", "backward data"));
      assertThat(model.evaluation(1).kernels()).noneMatch(each -> each.startsWith("winograd:"));
    }
  }

  /**
   * Networks whose last layer goes in several pieces for a large batch, in one for a small one, and
   * how near their numbers must be.
   */
  static Stream<Arguments> networksInPieces() {
    return Stream.of(
            piece(32, conv(64, 5).same(), image(32, 16, 16)),
            piece(32, conv(64, 5).same(), image(32, 15, 16)),
            piece(128, conv(128, 3).same(), image(32, 10, 14)),
            piece(32, conv(64, 5).same(), image(16, 8, 42)),
            piece(64, conv(64, 4).pad(1), image(32, 16, 20)),
            piece(80, conv(128, 3).same(), image(32, 22, 27)),
            piece(96, conv(96, 3).same(), image(32, 43, 56)),
            piece(256, conv(256, 3).same(), image(32, 15, 15)))
        .flatMap(
            arguments ->
                Stream.of(Precision.F32, Precision.BF16)
                    .filter(new OneDnnEngine()::supports)
                    .map(precision -> Arguments.of(precision, arguments[0], arguments[1])));
  }

  private static Object[] piece(int channels, Conv2d conv, Shape input) {
    return new Object[] {Network.of("filters", conv(channels, 1), conv), input};
  }

  @ParameterizedTest(name = "{0}: {1} on {2}")
  @MethodSource("networksInPieces")
  void aLargeBatchGivesWhatItsPartsGive(Precision precision, Network network, Shape input) {
    int parts = 8;
    int part = 16;
    try (Model model = new OneDnnEngine().compile(network, input, parts * part, precision)) {
      Random random = new Random(5);
      for (Variable variable : model.variables()) {
        variable.write(numbers(random, variable.parameter().elements()), variable.values());
      }
      Program large = model.training(parts * part);
      assertThat(large.kernels().stream()).anyMatch(each -> each.startsWith("winograd"));
      boolean squares = large.kernels().stream().anyMatch(each -> each.startsWith("winograd2d"));
      double half = squares ? 0.04 : 0.02;
      double tolerance = precision == Precision.F32 ? 1e-5 : half;
      Program small = model.training(part);
      float[] images = numbers(random, large.input().capacity());
      float[] outputGradients = numbers(random, large.output().capacity());
      float[] outputs = run(large, images, outputGradients);
      List<float[]> gradients = gradients(model);
      List<float[]> sums = gradients.stream().map(each -> new float[each.length]).toList();
      for (int i = 0; i < parts; i++) {
        float[] partial = run(small, slice(images, i, parts), slice(outputGradients, i, parts));
        assertClose(partial, slice(outputs, i, parts), tolerance);
        add(gradients(model), sums);
      }
      for (int i = 0; i < sums.size(); i++) {
        assertClose(sums.get(i), gradients.get(i), tolerance);
      }
    }
  }

  @Test
  void theGradientThatWasFilledOutlastsBothPasses() {
    try (Model model = filters()) {
      Program program = model.training(64);
      fill(program);
      program.forward(0);
      fill(program);
      program.backward();
      List<float[]> first = gradients(model);
      program.forward(0);
      assertSame(gradients(model), first);
      program.backward();
      assertSame(gradients(model), first);
    }
  }

  @Test
  void theGradientOfTheInputOutlastsTheNextForwardPass() {
    try (Model model = filters()) {
      Program program = model.attribution(64);
      fill(program);
      program.forward(0);
      program.backward();
      float[] first = new float[program.inputGradient().capacity()];
      program.inputGradient().get(0, first);
      program.forward(0);
      float[] later = new float[first.length];
      program.inputGradient().get(0, later);
      assertThat(Arrays.equals(later, first)).isTrue();
    }
  }

  private static Model filters() {
    Network network = Network.of("filters", conv(32, 1), conv(64, 5).same());
    Model model = new OneDnnEngine().compile(network, image(32, 16, 16), 64, Precision.F32);
    Random random = new Random(5);
    for (Variable variable : model.variables()) {
      variable.write(numbers(random, variable.parameter().elements()), variable.values());
    }
    return model;
  }

  private static void fill(Program program) {
    Random random = new Random(6);
    program.input().put(0, numbers(random, program.input().capacity()));
    program.outputGradient().put(0, numbers(random, program.output().capacity()));
  }

  private static void assertSame(List<float[]> actual, List<float[]> expected) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(Arrays.equals(actual.get(i), expected.get(i))).isTrue();
    }
  }

  private static float[] run(Program program, float[] images, float[] outputGradients) {
    program.input().put(0, images);
    program.forward(0);
    program.outputGradient().put(0, outputGradients);
    program.backward();
    float[] outputs = new float[program.output().capacity()];
    program.output().get(0, outputs);
    return outputs;
  }

  private static List<float[]> gradients(Model model) {
    return model.variables().stream().map(variable -> variable.read(variable.gradient())).toList();
  }

  private static float[] slice(float[] numbers, int part, int parts) {
    int length = numbers.length / parts;
    return Arrays.copyOfRange(numbers, part * length, (part + 1) * length);
  }

  private static void add(List<float[]> numbers, List<float[]> sums) {
    for (int i = 0; i < sums.size(); i++) {
      for (int e = 0; e < sums.get(i).length; e++) {
        sums.get(i)[e] += numbers.get(i)[e];
      }
    }
  }

  /** Errors are those of single numbers, over the largest. */
  private static void assertClose(float[] actual, float[] expected, double tolerance) {
    float largest = 0;
    float error = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      error = Math.max(error, Math.abs(actual[i] - expected[i]));
    }
    assertThat((double) error / largest).isLessThan(tolerance);
  }

  @Test
  void noKernelIsTheLibrarysSlowReference() {
    for (Precision precision : List.of(Precision.F32, Precision.BF16)) {
      OneDnnEngine engine = new OneDnnEngine();
      if (engine.supports(precision)) {
        try (Model model =
            engine.compile(
                Zoo.network("cifarnet", Zoo.Options.classes(10)),
                image(3, 32, 32),
                64,
                precision)) {
          assertThat(model.training(64).kernels()).noneMatch(each -> each.contains("ref"));
        }
      }
    }
  }
}
