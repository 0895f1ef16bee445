package fovea.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerNameTest {

  @ParameterizedTest
  @CsvSource({
    "cifarnet, cifarnet",
    "my net, my-net",
    "réseau à moi, reseau-a-moi",
    "v1.2_b, v1.2_b",
    "'.hidden.', hidden",
    "Repeat, network",
    "网络, network",
    "'', network"
  })
  void theNearestNameHasWhatANameCanHave(String text, String name) {
    assertThat(LayerName.nearest(text)).isEqualTo(name);
  }

  @Property(tries = 300)
  void theNearestNameIsValidAndNearestToItself(@ForAll String text) {
    String name = LayerName.nearest(text);
    assertThatCode(() -> LayerName.require(new Place("file"), name)).doesNotThrowAnyException();
    assertThat(LayerName.nearest(name)).isEqualTo(name);
  }

  @Test
  void aNetworkWithAnInventedNameCanBeWrittenForItsRun() {
    Recipe recipe =
        RecipeReader.parse(
            "recipe", "model: mon réseau\nnetwork:\n  - flatten\n  - linear classes\n");
    assertThat(RecipeNetwork.of(recipe, 10).name()).isEqualTo("mon-reseau");
  }
}
