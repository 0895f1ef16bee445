package fovea.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FrozenParametersTest {

  private static final Shape INPUT = Shape.image(3, 64, 64);
  private static final Network RESNET = Zoo.network("resnet18", Zoo.Options.classes(10));
  private static final int STEM = 3;
  private static final int PLAIN_BLOCK = 6;
  private static final int PROJECTED_BLOCK = 9;

  private static Set<String> frozen(String... entries) {
    return FrozenParameters.of(List.of(entries), RESNET, INPUT);
  }

  @Test
  void anEntryIsALayerAStageOrAParameter() {
    assertThat(frozen()).isEmpty();
    assertThat(frozen("bn1")).containsExactly("bn1.weight", "bn1.bias");
    assertThat(frozen("conv1.weight")).containsExactly("conv1.weight");
    assertThat(frozen("layer1"))
        .hasSize(2 * PLAIN_BLOCK)
        .allMatch(name -> name.startsWith("layer1."));
    assertThat(frozen("layer2.0.downsample", "bn1")).hasSize(3 + 2);
  }

  @Test
  void twoDotsStandForEverythingUpToIt() {
    assertThat(frozen("..layer1.0")).hasSize(STEM + PLAIN_BLOCK).contains("conv1.weight");
    assertThat(frozen("..maxpool")).hasSize(STEM);
    assertThat(frozen("..layer4"))
        .hasSize(STEM + 5 * PLAIN_BLOCK + 3 * PROJECTED_BLOCK)
        .doesNotContain("fc.weight");
    assertThat(frozen("..layer2.0.relu")).isEqualTo(frozen("..layer2.0"));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> frozen("layer9"))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("freeze has 'layer9': resnet18 has no layer layer9");
    assertThatThrownBy(() -> frozen("maxpool"))
        .isInstanceOf(RecipeException.class)
        .hasMessage("freeze has 'maxpool': it has no parameters");
    assertThatThrownBy(() -> frozen("..fc"))
        .isInstanceOf(RecipeException.class)
        .hasMessage("freeze is [..fc]: nothing is left to train");
  }
}
