package fovea.images;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import fovea.data.DataCatalog;
import fovea.data.TransferListener;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What does not fit a recipe's images is refused before any of them is read. */
class RecipeImagesTest {

  static List<Arguments> refused() {
    return List.of(
        arguments(
            Map.of("augment", "crop:33"),
            "augment crop:33: crop size is 33: for images of 3x32x32 with padding 0 it must be from"
                + " 1 to 32"),
        arguments(
            Map.of("augment", "reflect-crop:28", "dataset", "mnist"),
            "augment reflect-crop:28: crop padding is 28: to be reflected it must be below 28, the"
                + " smaller side of 1x28x28"),
        arguments(
            Map.of("augment", "crop:17", "dataset", "photos", "image_size", "16"),
            "augment crop:17: crop size is 17: for images of 3x16x16 with padding 0 it must be from"
                + " 1 to 16"),
        arguments(
            Map.of("normalize", "given", "mean", "0.5", "deviation", "1"),
            "mean has 1 numbers: the images have 3 channels"),
        arguments(
            Map.of("model", "mine", "network", "flatten, linear 9"),
            "network, line 1: 'linear 9' (fc1) makes the network give 9 numbers for 10 classes:"
                + " write 'linear 10' or 'linear classes'"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefusedUnread(Map<String, String> values, String message) throws IOException {
    Recipe recipe = RecipeReader.read("baseline", values);
    DataCatalog empty = new DataCatalog(Path.of("there is no such cache"), TransferListener.none());
    assertThatThrownBy(() -> RecipeImages.select(empty, recipe))
        .isInstanceOf(RecipeException.class)
        .hasMessage(message);
  }

  @Test
  void aDirectoryIsCheckedOnceItsFormatIsKnown() throws IOException {
    Recipe recipe =
        RecipeReader.read("baseline", Map.of("dataset", "photos", "augment", "crop:99"));
    assertThatCode(() -> RecipeImages.check(recipe)).doesNotThrowAnyException();
  }
}
