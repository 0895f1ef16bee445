package fovea.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AugmentationTest {

  @Test
  void actInTheirOwnOrderWhateverIsWritten() throws IOException {
    Recipe recipe =
        RecipeReader.read("baseline", Map.of("augment", "mixup:0.4, cutout:6,flip:0.5,pad-crop:4"));
    assertThat(recipe.augment()).containsExactly("pad-crop", "flip", "cutout:6", "mixup:0.4");
    assertThat(RecipeReader.read("baseline", Map.of("augment", "none")).augment()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "crop:0, augment crop is '0': it must be a whole number from 1 to 65536",
    "pad-crop:2.5, augment pad-crop is '2.5': it must be a whole number from 1 to 1024",
    "flip:2, augment flip is '2': it must be a number from 0.0 to 1.0",
    "mixup:x, augment mixup is 'x': it must be a number from 0.001 to 100.0",
    "cutmix:NaN, augment cutmix is 'NaN': it must be a number from 0.001 to 100.0"
  })
  void refusesNumbersOutOfRange(String text, String message) {
    assertThatThrownBy(() -> Augmentation.parse(text))
        .isInstanceOf(RecipeException.class)
        .hasMessage(message);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> Augmentation.parse("crops"))
        .hasMessage(
            "augment is 'crops': it must be none, or some of resized-crop[:share], crop[:size],"
                + " pad-crop[:padding], reflect-crop[:padding], flip[:share], alternate-flip,"
                + " rotate[:degrees], translate[:share], scale[:share], jitter[:strength],"
                + " hue[:turns], rand-augment[:magnitude], trivial-augment, cutout[:size],"
                + " erase[:share], mixup[:alpha], cutmix[:alpha]");
  }
}
