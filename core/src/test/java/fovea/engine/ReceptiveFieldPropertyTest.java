package fovea.engine;

import static fovea.nn.Layers.avgPool;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.maxPool;
import static org.assertj.core.api.Assertions.assertThat;

import fovea.engine.reference.ReferenceEngine;
import fovea.nn.Layer;
import fovea.nn.Network;
import fovea.nn.ReceptiveField;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Summary;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Receptive fields against the engine: one pixel after the other is changed. */
class ReceptiveFieldPropertyTest {

  private static final int SIDE = 13;
  private static final Shape INPUT = Shape.image(1, SIDE, SIDE);

  @Provide
  Arbitrary<List<Layer>> stacks() {
    Arbitrary<Integer> small = Arbitraries.integers().between(1, 3);
    Arbitrary<Integer> stride = Arbitraries.integers().between(1, 2);
    Arbitrary<Layer> convs =
        Combinators.combine(
                small,
                stride,
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(1, 2))
            .as(
                (kernel, step, padding, dilation) ->
                    conv(2, kernel).stride(step).pad(padding).dilation(dilation).withoutBias());
    Arbitrary<Layer> maxima =
        Combinators.combine(small, stride, Arbitraries.integers().between(0, 1))
            .as((kernel, step, pad) -> maxPool(kernel).stride(step).pad(Math.min(pad, kernel / 2)));
    Arbitrary<Layer> means =
        Combinators.combine(small, stride, Arbitraries.integers().between(0, 1))
            .as((kernel, step, pad) -> avgPool(kernel).stride(step).pad(Math.min(pad, kernel / 2)));
    return Arbitraries.oneOf(convs, convs, maxima, means).list().ofMinSize(1).ofMaxSize(3);
  }

  @Property(tries = 60)
  void holdsThePixelsThatChangeAnOutputAndNoOthers(
      @ForAll("stacks") List<Layer> stack,
      @ForAll @IntRange(max = 12) int row,
      @ForAll @IntRange(max = 12) int column) {
    Network network = Network.of("stack", stack.toArray(Layer[]::new));
    Assume.that(fits(network));
    Shape output = network.output(INPUT);
    int r = row % output.height();
    int c = column % output.width();
    List<Summary.Row> rows = Summary.of(network, INPUT).rows();
    ReceptiveField field = rows.get(rows.size() - 1).receptiveField();
    int top = field.startRow() + r * field.jump().height();
    int left = field.startColumn() + c * field.jump().width();
    int bottom = top + field.size().height() - 1;
    int right = left + field.size().width() - 1;

    TreeSet<Integer> seenRows = new TreeSet<>();
    TreeSet<Integer> seenColumns = new TreeSet<>();
    for (int pixel : changing(network, r * output.width() + c)) {
      seenRows.add(pixel / SIDE);
      seenColumns.add(pixel % SIDE);
    }

    assertThat(field.positions()).isEqualTo(Size.of(output.height(), output.width()));
    assertThat(seenRows).allMatch(each -> each >= top && each <= bottom);
    assertThat(seenColumns).allMatch(each -> each >= left && each <= right);
    if (top >= 0 && left >= 0 && bottom < SIDE && right < SIDE) {
      assertThat(seenRows.first()).isEqualTo(top);
      assertThat(seenRows.last()).isEqualTo(bottom);
      assertThat(seenColumns.first()).isEqualTo(left);
      assertThat(seenColumns.last()).isEqualTo(right);
    }
  }

  private static boolean fits(Network network) {
    try {
      network.output(INPUT);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The pixels whose change changes the output; weights are positive, so nothing cancels out. */
  private static List<Integer> changing(Network network, int position) {
    int pixels = INPUT.area();
    try (Model model = new ReferenceEngine().compile(network, INPUT, pixels + 1, Precision.F32)) {
      for (Variable variable : model.variables()) {
        float[] weights = new float[variable.parameter().elements()];
        Arrays.fill(weights, 0.5f);
        variable.write(weights, variable.values());
      }
      Program program = model.evaluation(pixels + 1);
      for (int image = 0; image <= pixels; image++) {
        for (int pixel = 0; pixel < pixels; pixel++) {
          // Larger than all others, or a maximum would not see it.
          program.input().put(image * pixels + pixel, pixel == image ? 1000 : 1);
        }
      }
      program.forward(0);
      int elements = model.output().elements();
      float still = program.output().get(pixels * elements + position);
      return IntStream.range(0, pixels)
          .filter(image -> program.output().get(image * elements + position) != still)
          .boxed()
          .toList();
    }
  }
}
