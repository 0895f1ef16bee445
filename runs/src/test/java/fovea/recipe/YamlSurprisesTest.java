package fovea.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipes in which YAML means something else than people do. */
class YamlSurprisesTest {

  private static Recipe parse(String text) {
    return RecipeReader.parse("mine.yaml", text.replace("\\n", "\n").replace("\\t", "\t"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epochs: 3\\n---\\nlr: 0.5 | line 3: a second document begins here",
        "epochs: 3\\n...\\n---\\nlr: 0.5 | a second document begins here",
        "epochs: 3\\n\\tlr: 0.5 | line 2: there is a tab: YAML is indented with spaces",
        "epochs: 010 | epochs is '010': it must be a whole number without a 0 in front",
        "seed: 007 | seed is '007': it must be a whole number without a 0 in front",
        "epochs: 0x10 | epochs is '0x10': it must be a whole number from 1",
        "epochs: 1_0 | epochs is '1_0': it must be a whole number from 1",
        "epochs: 1:30 | epochs is '1:30': it must be a whole number from 1",
        "milestones: [010, 20] | milestones",
        "tta: no | tta is 'no': it must be one of none",
        "normalize: off | normalize is 'off': it must be one of none",
        "epochs: &n 3\\nbatch_size: *n | anchors (&) and aliases (*) are not read",
        "dataset: no | dataset was read as the truth value no: put the name in quotes",
        "model: *alias | aliases",
        "epochs: !!int 3 | tags (!) are not read"
      })
  void aSurpriseIsRefusedByItsText(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nesterov: yes", "nesterov: on", "nesterov: true", "nesterov: True"})
  void yesIsTrue(String text) {
    assertThat(parse("momentum: 0.9\n" + text).nesterov()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"decay_biases: no", "decay_biases: off", "decay_biases: false"})
  void noIsFalse(String text) {
    assertThat(parse(text).decayBiases()).isFalse();
  }

  @Test
  void whatMeansWhatItSeemsIsTaken() {
    Recipe recipe = parse("---\nepochs: 12\nlr: 1e-3\nweight_decay: .5e-3\ndataset: '010'\n");
    assertThat(recipe.epochs()).isEqualTo(12);
    assertThat(recipe.lr()).isEqualTo(1e-3);
    assertThat(recipe.weightDecay()).isEqualTo(5e-4);
    assertThat(recipe.dataset()).isEqualTo("010");
  }
}
