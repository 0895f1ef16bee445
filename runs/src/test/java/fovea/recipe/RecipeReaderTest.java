package fovea.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import fovea.nn.Zoo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Recipes as files, and what flags change in them. */
class RecipeReaderTest {

  static List<String> shipped() {
    return RecipeReader.shipped();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedRecipeCanBeRead(String name) throws IOException {
    Recipe recipe = RecipeReader.read(name, Map.of());

    assertThat(recipe.network().isPresent() || Zoo.names().contains(recipe.model())).isTrue();
    assertThat(recipe.limitTrain()).isZero();
  }

  @Test
  void givenValuesThatChangeNothingAreFound() throws IOException {
    Map<String, String> flags =
        Map.of(
            "optimizer",
            "adam",
            "momentum",
            "0.9",
            "alpha",
            "0.3",
            "beta1",
            "0.8",
            "gamma",
            "0.5",
            "decoupled",
            "true",
            "rise",
            "0.3");
    Recipe recipe = RecipeReader.read("baseline", flags);
    assertThat(WithoutEffect.describe(recipe, flags.keySet()))
        .isEqualTo(
            "momentum, alpha (optimizer is adam), decoupled (weight_decay is 0.0), gamma (schedule"
                + " is constant)");
    assertThat(WithoutEffect.describe(recipe, Set.of("optimizer", "beta1"))).isEmpty();
    Recipe used =
        RecipeReader.read(
            "baseline",
            Map.of(
                "momentum",
                "0.9",
                "schedule",
                "step",
                "gamma",
                "0.5",
                "weight_decay",
                "0.1",
                "decoupled",
                "true"));
    assertThat(WithoutEffect.describe(used, Set.of("momentum", "schedule", "gamma", "decoupled")))
        .isEmpty();
  }

  @Test
  void theBaselineAddsNothing() throws IOException {
    Recipe recipe = RecipeReader.read("baseline", Map.of());

    assertThat(recipe.momentum()).isZero();
    assertThat(recipe.normalize()).isEqualTo(NormalizationKind.NONE);
    assertThat(recipe.schedule()).isEqualTo(ScheduleKind.CONSTANT);
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

  @ParameterizedTest
  @ValueSource(strings = {"mnist", "fashion-mnist"})
  void smallGreyImagesStartFromARecipeThatMirrorsNone(String name) throws IOException {
    Recipe recipe = RecipeReader.read(Optional.empty(), Map.of("dataset", name));

    assertThat(recipe).isEqualTo(RecipeReader.read("lenet5-mnist", Map.of("dataset", name)));
    assertThat(recipe.augment()).doesNotContain("flip", "alternate-flip");
    assertThat(
            RecipeReader.read(Optional.empty(), Map.of("dataset", name, "augment", "flip"))
                .augment())
        .containsExactly("flip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cifar10", "cifar10-mini", "photos/mnist"})
  void otherImagesStartFromTheDefault(String name) throws IOException {
    Map<String, String> flags = Map.of("dataset", name);

    assertThat(RecipeReader.read(Optional.empty(), flags))
        .isEqualTo(RecipeReader.read("default", flags));
    assertThat(RecipeReader.read(Optional.empty(), Map.of()))
        .isEqualTo(RecipeReader.read("default", Map.of()));
  }

  @Test
  void aRecipeThatIsNamedIsTakenWhateverTheData() throws IOException {
    Map<String, String> digits = Map.of("dataset", "mnist");

    assertThat(RecipeReader.read(Optional.of("default"), digits))
        .isEqualTo(RecipeReader.read("default", digits));
    assertThat(RecipeReader.read(Optional.of("default"), digits).augment())
        .contains("alternate-flip");
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
    Arbitrary<Integer> counts = Arbitraries.integers().between(2, 1024);
    Arbitrary<String> texts =
        Arbitraries.strings()
            .ascii()
            .excludeChars('\r')
            .ofMaxLength(12)
            .filter(text -> !text.isBlank());
    Arbitrary<String> augments = Arbitraries.of("none", "crop", "flip:0.25", "crop,flip,mixup:0.4");
    return Combinators.combine(
            rates,
            shares,
            counts,
            texts,
            augments,
            Arbitraries.of("true", "false"),
            Arbitraries.longs(),
            Arbitraries.of("", "90s", "10m", "2h"))
        .as(RecipeReaderTest::recipe);
  }

  private static Recipe recipe(
      double rate,
      double share,
      int count,
      String text,
      String augment,
      String truth,
      long seed,
      String time) {
    Map<String, String> values = new TreeMap<>();
    for (RecipeKey key : RecipeKeys.all()) {
      switch (key.label()) {
        case "N" -> values.put(key.name(), Integer.toString(count));
        case "X" -> values.put(key.name(), Double.toString(share));
        case "true|false" -> values.put(key.name(), truth);
        default -> values.put(key.name(), "");
      }
    }
    values.values().removeIf(String::isEmpty);
    values.put("dataset", text);
    values.put("augment", augment);
    values.put("lr", Double.toString(1 + rate));
    values.put("milestones", "3,17");
    values.put("mean", "0.4,0.5," + share);
    values.put("deviation", rate + ",0.5,0.25");
    values.put("normalize", "given");
    values.put("seed", Long.toString(seed));
    values.put("max_time", time);
    try {
      return RecipeReader.read("baseline", values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyKeyIsAComponentWithItsDefaultAndIsDocumented() throws IOException {
    assertThat(RecipeKeys.all().stream().map(key -> camelCase(key.name())))
        .containsExactlyElementsOf(
            Arrays.stream(Recipe.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList());
    String documented = Files.readString(Path.of("../docs/recipes.md"));
    assertThat(RecipeKeys.all())
        .allSatisfy(key -> assertThat(documented).contains("`" + key.name() + "`"));
  }

  private static String camelCase(String name) {
    return Pattern.compile("_(.)")
        .matcher(name)
        .replaceAll(it -> it.group(1).toUpperCase(Locale.ROOT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024_05", "007", "1e3", "12"})
  void aNameThatYamlTakesForANumberIsRefused(String name, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("mine.yaml"), "dataset: " + name + "\n");

    assertThatThrownBy(() -> RecipeReader.read(file.toString(), Map.of()))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("dataset was read as the number ")
        .hasMessageEndingWith(": put the name in quotes");
  }

  static List<Arguments> refused() {
    return List.of(
        arguments(Map.of("dataset", ""), "dataset is '': it must be a name"),
        arguments(
            Map.of("normalize", "given"),
            "normalize is given: it needs mean and deviation, a number a channel each, such as"
                + " --mean 0.49,0.48,0.45 --deviation 0.25,0.24,0.26"),
        arguments(
            Map.of("mean", "0.5", "deviation", "1"),
            "mean and deviation are given: they need normalize: given"),
        arguments(
            Map.of("normalize", "given", "mean", "0.5", "deviation", "0"),
            "deviation is [0.0]: each must be above 0"),
        arguments(
            Map.of("normalize", "given", "mean", "half", "deviation", "1"),
            "mean is 'half': it must be numbers"),
        arguments(Map.of("tta", "crop"), "tta is 'crop': it must be one of none, flip, flip-shift"),
        arguments(
            Map.of("channel_dropout", "1"),
            "channel_dropout is '1': it must be a number from 0, below 1"),
        arguments(
            Map.of("batch_norm_place", "nowhere"),
            "batch_norm_place is 'nowhere': it must be one of before, after, pool"),
        arguments(Map.of("lr", "-1"), "lr is '-1': it must be a number above 0"),
        arguments(
            Map.of("dropout", "1.0"), "dropout is '1.0': it must be a number from 0, below 1"),
        arguments(
            Map.of("augment", "trivial-augment:3"),
            "augment trivial-augment takes no number: '3'"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatCannotBeIsRefusedByItsName(Map<String, String> values, String message) {
    assertThatThrownBy(() -> RecipeReader.read("baseline", values))
        .isInstanceOf(RecipeException.class)
        .hasMessage(message);
  }

  @Test
  void initialWeightsMayBeAFolderOrFileByItsBareName(@TempDir Path home) throws IOException {
    assertThat(RecipeReader.read("default", Map.of("init", "src")).init()).isEqualTo("./src");
    Path run = Files.createDirectories(home.resolve("r0"));
    Path own = Files.writeString(home.resolve("own.yaml"), "init: r0\n");
    Recipe recipe = RecipeReader.read(own.toString(), Map.of());
    assertThat(recipe.initFile()).contains(run.toString());
    assertThat(recipe.normalize()).isEqualTo(NormalizationKind.PRETRAINED);
    assertThatThrownBy(() -> RecipeReader.read("default", Map.of("init", "r0")))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("init is 'r0'");
  }
}
