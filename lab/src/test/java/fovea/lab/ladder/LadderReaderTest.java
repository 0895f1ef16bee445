package fovea.lab.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LadderReaderTest {

  @TempDir private Path folder;

  private Path ladder(String text) throws IOException {
    return Files.writeString(folder.resolve("mine.yaml"), text);
  }

  @Test
  void eachStepOfTheSheetAddsToTheOneBefore() throws IOException {
    Ladder sheet = LadderReader.read("sheet", Map.of("epochs", "40"));
    assertThat(sheet.reference()).isEqualTo(Ladder.Reference.PREVIOUS);
    assertThat(sheet.steps())
        .extracting(Ladder.Step::name)
        .containsExactly(
            "baseline", "normalisation", "augmentation", "momentum-decay", "dropout", "batch-norm");
    List<Recipe> recipes = sheet.steps().stream().map(Ladder.Step::recipe).toList();
    assertThat(recipes).extracting(Recipe::epochs).containsOnly(40);
    assertThat(RecipeReader.differences(recipes.get(0), recipes.get(1)))
        .containsExactly("normalize");
    assertThat(RecipeReader.differences(recipes.get(1), recipes.get(2))).containsExactly("augment");
    assertThat(RecipeReader.differences(recipes.get(2), recipes.get(3)))
        .containsExactlyInAnyOrder("lr", "momentum", "schedule");
    assertThat(RecipeReader.differences(recipes.get(3), recipes.get(4))).containsExactly("dropout");
    assertThat(RecipeReader.differences(recipes.get(4), recipes.get(5)))
        .containsExactly("batch_norm");
    assertThat(recipes.get(5).augment()).containsExactly("crop", "flip");
  }

  static List<String> shipped() {
    return LadderReader.shipped();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedLadderCanBeRead(String name) throws IOException {
    assertThat(LadderReader.read(name, Map.of()).steps()).hasSizeGreaterThan(1);
  }

  @Test
  void alternativesShareTheFirstStepOnly() throws IOException {
    Path file =
        ladder(
            """
            base: baseline
            extend: first
            steps:
              - {name: a, momentum: 0.5, augment: [flip]}
              - {name: b, dropout: 0.3}
              - {name: c, augment: "crop,flip"}
            """);
    Ladder ladder = LadderReader.read(file.toString(), Map.of());
    assertThat(ladder.name()).isEqualTo("mine");
    Recipe third = ladder.steps().get(2).recipe();
    assertThat(third.momentum()).isEqualTo(0.5);
    assertThat(third.dropout()).isZero();
    assertThat(third.augment()).containsExactly("crop", "flip");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "steps: []| is not a ladder: it must have a 'base' and a list of 'steps'",
        "5|: a ladder is lines of 'key: value'",
        "steps: [{name: a}]|: 'base' is missing",
        "{base: baseline, steps: [{momentum: 0.5}]}|: 'name' is missing",
        "{base: baseline, extend: last, steps: [{name: a}]}"
            + "|: extend is 'last': it must be previous or first",
        "{base: baseline, steps: [{name: a}, {name: b, momentun: 1}]}"
            + "|, step 'b': unknown key 'momentun': did you mean 'momentum'?",
        "{base: baseline, extends: first, steps: [{name: a}]}"
            + "|: unknown key 'extends': did you mean 'extend'?",
        "{base: baseline, seeds: [0], steps: [{name: a}]}|: unknown key 'seeds'",
        "{base: baseline, steps: [{name: a, lr: -1}]}|, step 'a': lr is '-1': it must be",
        "{base: nothing, steps: [{name: a}]}|, step 'a': there is no recipe 'nothing'",
        "base: [| is not YAML: "
      })
  void tellsWhatIsWrong(String text, String message) throws IOException {
    Path file = ladder(text);
    assertThatThrownBy(() -> LadderReader.read(file.toString(), Map.of()))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith(file + message);
  }

  @Test
  void aWrongLayerIsNamedWithItsLineInTheLadder() throws IOException {
    Path file =
        ladder(
            """
            base: baseline
            steps:
              - name: a
              - name: b
                network:
                  - cnv 8 3x3
            """);
    assertThatThrownBy(() -> LadderReader.read(file.toString(), Map.of()))
        .hasMessageStartingWith(file + ", step 'b', line 6: there is no layer 'cnv'");
    Path shapes =
        ladder(
            """
            base: baseline
            steps:
              - name: a
                network:
                  - flatten
                  - conv 8 3x3
            """);
    assertThatThrownBy(() -> LadderReader.read(shapes.toString(), Map.of()))
        .hasMessageStartingWith(shapes + ", step 'a', line 6: ");
  }

  @Test
  void anOptionOfTheZooIsRefusedBesideLayersOfAStep() throws IOException {
    Path file =
        ladder(
            """
            base: baseline
            steps:
              - name: a
                dropout: 0.5
                network: [flatten, linear classes]
            """);
    assertThatThrownBy(() -> LadderReader.read(file.toString(), Map.of()))
        .hasMessageStartingWith(
            file + ", step 'a': dropout is an option of the zoo's networks, and");
  }

  @Test
  void namesMustBeFitForFoldersAndDiffer() throws IOException {
    Path twice = ladder("{base: baseline, steps: [{name: a}, {name: a}]}");
    assertThatThrownBy(() -> LadderReader.read(twice.toString(), Map.of()))
        .hasMessage("ladder mine has two steps 'a'");
    Path slash = ladder("{base: baseline, steps: [{name: ../a}]}");
    assertThatThrownBy(() -> LadderReader.read(slash.toString(), Map.of()))
        .hasMessage("step name is '../a': it must be letters, digits and . _ = -");
    assertThatThrownBy(() -> LadderReader.read("nowhere", Map.of()))
        .hasMessageStartingWith("there is no ladder 'nowhere': give a YAML file, or one of sheet");
  }

  @Test
  void stepsThatAreTestedOnDifferentImagesAreRefused() throws IOException {
    Path two = ladder("{base: baseline, steps: [{name: a}, {name: b, dataset: cifar10-mini}]}");
    assertThatThrownBy(() -> LadderReader.read(two.toString(), Map.of()))
        .isInstanceOf(RecipeException.class)
        .hasMessage(
            "ladder mine: step 'b' would be tested on other images than 'a' (dataset:"
                + " cifar10-mini), so that their accuracies cannot be compared: make a ladder for"
                + " each");
    for (String key : List.of("limit_test", "holdout")) {
      assertThatThrownBy(() -> Sweep.of(Optional.of("baseline"), Map.of(key, "100,200")))
          .isInstanceOf(RecipeException.class)
          .hasMessageContaining("tested on other images", key);
    }
    assertThat(Sweep.of(Optional.of("baseline"), Map.of("limit_train", "100,200")).ladder().steps())
        .hasSize(2);
  }

  @Test
  void aSweepHasACellForEachPairOfValues() throws IOException {
    Sweep sweep =
        Sweep.of(
            Optional.of("baseline"),
            Map.of("lr", "0.01, 0.1", "batch_size", "32,64,128", "augment", "crop,flip"));
    assertThat(sweep.ladder().steps()).hasSize(6);
    assertThat(sweep.ladder().steps())
        .extracting(step -> step.recipe().lr() + " " + step.recipe().batchSize())
        .containsExactlyInAnyOrder("0.01 32", "0.01 64", "0.01 128", "0.1 32", "0.1 64", "0.1 128");
    assertThat(sweep.columns().values()).hasSizeBetween(2, 3);
  }

  @ParameterizedTest
  @CsvSource({"milestones, '3,17'", "freeze, 'conv1,conv2'", "augment, 'flip,pad-crop'"})
  void aSweepKeepsAListWhole(String key, String value) throws IOException {
    Sweep sweep = Sweep.of(Optional.of("baseline"), Map.of(key, value, "lr", "0.1,0.2"));
    assertThat(sweep.columns().key()).isEqualTo("lr");
    assertThat(sweep.rows().key()).isEmpty();
  }

  @Test
  void aSweepNeedsOneOrTwoKeysThatVary() {
    assertThatThrownBy(() -> Sweep.of(Optional.of("baseline"), Map.of("lr", "0.1")))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith("a sweep varies one or two keys");
    assertThatThrownBy(
            () ->
                Sweep.of(
                    Optional.of("baseline"),
                    Map.of("lr", "1,2", "dropout", "0,.1", "epochs", "1,2")))
        .hasMessageStartingWith("a sweep varies one or two keys");
    assertThatThrownBy(() -> Sweep.of(Optional.of("baseline"), Map.of("lr", "0.1,0.1")))
        .hasMessage("lr has a value twice: 0.1,0.1");
    assertThatThrownBy(() -> Sweep.of(Optional.of("baseline"), Map.of("lr", "0.1,x")))
        .hasMessageStartingWith("lr is 'x': it must be");
  }
}
