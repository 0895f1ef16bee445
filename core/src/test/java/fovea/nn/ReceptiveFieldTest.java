package fovea.nn;

import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.name;
import static fovea.nn.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ReceptiveFieldTest {

  private static final Shape INPUT = Shape.image(1, 300, 300);

  @Provide
  Arbitrary<List<Conv2d>> chains() {
    Arbitrary<Integer> small = Arbitraries.integers().between(1, 3);
    return Combinators.combine(small, small, Arbitraries.integers().between(0, 2), small)
        .as(
            (kernel, stride, padding, dilation) ->
                conv(1, kernel).stride(stride).pad(padding).dilation(dilation))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  @Property(tries = 300)
  void holdsThePixelsThatIndicesReach(@ForAll("chains") List<Conv2d> chain) {
    ReceptiveField field =
        Network.receptiveField(name(chain), ReceptiveField.ofInput(INPUT), INPUT);
    NavigableSet<Integer> ofFirst = reached(chain, 0);
    NavigableSet<Integer> ofSecond = reached(chain, 1);
    assertThat(field.startRow()).isEqualTo(ofFirst.first()).isEqualTo(field.startColumn());
    assertThat(field.size()).isEqualTo(Size.of(ofFirst.last() - ofFirst.first() + 1));
    assertThat(field.jump()).isEqualTo(Size.of(ofSecond.first() - ofFirst.first()));
    assertThat(field.positions()).isEqualTo(Network.output(name(chain), INPUT).size());
  }

  /** The rows of the input that a row after the layers is made of, followed back one by one. */
  private static NavigableSet<Integer> reached(List<Conv2d> chain, int row) {
    NavigableSet<Integer> rows = new TreeSet<>(List.of(row));
    for (int i = chain.size() - 1; i >= 0; i--) {
      Conv2d layer = chain.get(i);
      NavigableSet<Integer> before = new TreeSet<>();
      for (int after : rows) {
        for (int k = 0; k < layer.kernel().height(); k++) {
          before.add(
              after * layer.stride().height()
                  - layer.padding().height()
                  + k * layer.dilation().height());
        }
      }
      rows = before;
    }
    return rows;
  }

  @Test
  void seesTheWholeInputBehindALinearLayer() {
    Shape input = Shape.image(3, 12, 16);
    for (Layer last : List.of(globalAvgPool(), linear(4))) {
      List<Named> layers =
          last instanceof Linear ? name(List.of(maxPool(2), flatten(), last)) : name(List.of(last));
      ReceptiveField field = Network.receptiveField(layers, ReceptiveField.ofInput(input), input);
      assertThat(field.size()).isEqualTo(Size.of(12, 16));
      assertThat(field.positions()).isEqualTo(Size.of(1));
    }
  }

  @Test
  void aResidualBlockSeesWhatEitherPathSees() {
    Residual block =
        new Residual(
            name(List.of(conv(2, 3).same(), relu(), conv(2, 3).same())),
            List.of(new Named("shortcut", conv(2, 1))));
    Shape input = Shape.image(2, 9, 9);
    ReceptiveField field = block.receptiveField(ReceptiveField.ofInput(input), input);
    assertThat(field.size()).isEqualTo(Size.of(5));
    assertThat(field.startRow()).isEqualTo(-2);
    Residual wideShortcut =
        new Residual(name(List.of(conv(2, 1))), List.of(new Named("shortcut", conv(2, 7).same())));
    assertThat(wideShortcut.receptiveField(ReceptiveField.ofInput(input), input).size())
        .isEqualTo(Size.of(7));
  }
}
