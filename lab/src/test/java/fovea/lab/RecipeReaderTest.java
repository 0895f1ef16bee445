package fovea.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import fovea.nn.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Recipes as files, and what flags change in them. */
class RecipeReaderTest {

  static List<String> shipped() {
    return RecipeReader.shipped();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedRecipeCanBeRead(String name) throws IOException {
    Recipe recipe = RecipeReader.read(name, Map.of());

    assertThat(Zoo.names()).contains(recipe.model());
    assertThat(recipe.limitTrain()).isZero();
  }

  @Test
  void theBaselineAddsNothing() throws IOException {
    Recipe recipe = RecipeReader.read("baseline", Map.of());

    assertThat(recipe.momentum()).isZero();
    assertThat(recipe.normalize()).isEqualTo("none");
    assertThat(recipe.schedule()).isEqualTo("constant");
    assertThat(recipe.augment()).isEmpty();
    assertThat(recipe.dropout()).isZero();
    assertThat(recipe.batchNorm()).isFalse();
  }

  @Test
  void flagsOverrideAndTheRestStays() throws IOException {
    Recipe plain = RecipeReader.read("baseline", Map.of());
    Recipe changed = RecipeReader.read("baseline", Map.of("lr", "0.5", "augment", "flip, crop"));

    assertThat(RecipeReader.differences(plain, changed)).containsExactly("lr", "augment");
    assertThat(RecipeReader.differences(plain, plain)).isEmpty();
    assertThat(changed.lr()).isEqualTo(0.5);
    assertThat(changed.augment()).containsExactly("crop", "flip");
  }

  @Property(tries = 200)
  void whatIsWrittenIsReadAgain(@ForAll("recipes") Recipe recipe) throws IOException {
    Path file = Files.createTempFile("recipe", ".yaml");
    try {
      Files.writeString(file, RecipeReader.write(recipe));
      assertThat(RecipeReader.read(file.toString(), Map.of())).isEqualTo(recipe);
    } finally {
      Files.delete(file);
    }
  }

  static List<Arguments> names() {
    return List.of(
        arguments("2024_05"),
        arguments("007"),
        arguments("1e3"),
        arguments("0x10"),
        arguments("12:30"),
        arguments("null"),
        arguments("~"),
        arguments("true"),
        arguments("yes"),
        arguments("- pets"),
        arguments("cats: and dogs # here"),
        arguments("C:\\photos\\pets"),
        arguments("'quoted'"),
        arguments(" spaces "),
        arguments("été"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void aFolderKeepsItsNameWhateverItLooksLike(String name, @TempDir Path folder)
      throws IOException {
    Recipe recipe = RecipeReader.read("default", Map.of("dataset", name));
    Path file = Files.writeString(folder.resolve("recipe.yaml"), RecipeReader.write(recipe));

    assertThat(RecipeReader.read(file.toString(), Map.of()).dataset()).isEqualTo(name);
  }

  @Test
  void anEmptyRecipeIsTheDefaultsAndACommentIsNone(@TempDir Path folder) throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.yaml"), "");
    Path comment = Files.writeString(folder.resolve("comment.yaml"), "# nothing\n");

    Recipe defaults = RecipeReader.read(empty.toString(), Map.of());

    assertThat(defaults.model()).isEqualTo("cifarnet");
    assertThat(RecipeReader.read(comment.toString(), Map.of())).isEqualTo(defaults);
  }

  @Test
  void anUnknownKeyIsToldWithItsFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("mine.yaml"), "momentun: 0.9\n");

    assertThatThrownBy(() -> RecipeReader.read(file.toString(), Map.of()))
        .isInstanceOf(RecipeException.class)
        .hasMessage(file + ": unknown key 'momentun': did you mean 'momentum'?");
  }

  @Provide
  Arbitrary<Recipe> recipes() {
    Arbitrary<Double> rates = Arbitraries.doubles().between(1e-6, 10).ofScale(7);
    Arbitrary<Double> shares = Arbitraries.doubles().between(0.001, 0.999).ofScale(4);
    Arbitrary<Integer> counts = Arbitraries.integers().between(1, 1024);
    Arbitrary<String> texts = Arbitraries.strings().ascii().excludeChars('\r').ofMaxLength(12);
    Arbitrary<List<String>> augments =
        Arbitraries.of(
            List.of(
                List.of(),
                List.of("crop"),
                List.of("flip:0.25"),
                List.of("crop", "flip", "mixup:0.4")));
    return Combinators.combine(
            rates,
            shares,
            counts,
            texts,
            augments,
            Arbitraries.of(true, false),
            Arbitraries.longs(),
            Arbitraries.of("", "90s", "10m", "2h"))
        .as(
            (rate, share, count, text, augment, truth, seed, time) ->
                new Recipe(
                    text,
                    "resnet20",
                    count,
                    count,
                    rate,
                    truth ? "sgd" : "adamw",
                    share,
                    truth,
                    rate,
                    truth,
                    !truth,
                    share,
                    share,
                    share,
                    share,
                    rate,
                    count,
                    truth ? "constant" : "multi-step",
                    share,
                    rate,
                    List.of(3, 17),
                    rate / 2,
                    share,
                    share,
                    truth ? "auto" : "step",
                    truth ? "channel" : "image-average",
                    augment,
                    share,
                    truth,
                    share,
                    share,
                    count,
                    truth ? "he" : "xavier",
                    truth ? "bf16" : "f32",
                    truth ? "onednn" : "reference",
                    seed,
                    count,
                    count,
                    count,
                    count,
                    time));
  }
}
