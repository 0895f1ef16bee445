package fovea.lab.understand;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.lab.understand.LargerInput.Row;
import fovea.lab.understand.LargerInput.Verdict;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import org.junit.jupiter.api.Test;

class LargerInputTest {

  private static LargerInput of(String model, int height, int width) {
    Network network = Zoo.network(model, Zoo.Options.classes(10));
    Shape made = Zoo.input(model);
    return LargerInput.of(network, made, Shape.image(made.channels(), height, width));
  }

  private static Verdict verdict(LargerInput answer, String layer) {
    return answer.rows().stream()
        .filter(row -> row.name().equals(layer))
        .map(Row::verdict)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aNetworkStopsAtItsFirstLinearLayer() {
    LargerInput answer = of("vgg16", 384, 256);
    assertThat(verdict(answer, "conv5_3")).isEqualTo(Verdict.SLIDES);
    assertThat(verdict(answer, "flatten")).isEqualTo(Verdict.FLATTENS);
    assertThat(verdict(answer, "fc6")).isEqualTo(Verdict.MISFIT);
    assertThat(verdict(answer, "fc7")).isEqualTo(Verdict.UNREACHED);
    assertThat(answer.complete()).isFalse();
  }

  @Test
  void convolutionsForItsLinearLayersGiveAMap() {
    LargerInput converted = of("vgg16", 384, 256).converted();
    assertThat(converted.complete()).isTrue();
    assertThat(converted.rows().get(converted.rows().size() - 1).given())
        .isEqualTo(Shape.image(10, 6, 2));
  }

  @Test
  void globalPoolingTakesAnySize() {
    LargerInput answer = of("resnet20", 64, 48);
    assertThat(verdict(answer, "pool")).isEqualTo(Verdict.POOLS_ALL);
    assertThat(verdict(answer, "fc")).isEqualTo(Verdict.SAME);
    assertThat(answer.complete()).isTrue();
  }

  @Test
  void itsOwnSizeChangesNothing() {
    assertThat(of("cifarnet", 32, 32).rows()).extracting(Row::verdict).containsOnly(Verdict.SAME);
  }
}
