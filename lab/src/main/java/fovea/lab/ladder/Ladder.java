package fovea.lab.ladder;

import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A sequence of recipes to train and compare, usually each with one technique more than the last.
 *
 * @param name the ladder's name, also that of its folder
 * @param reference which step each step extends and is compared with
 * @param steps the named recipes, in order
 */
public record Ladder(String name, Reference reference, List<Step> steps) {

  /** The keys of a recipe that decide which images a run is tested on. */
  private static final Set<String> TEST_IMAGES = Set.of("dataset", "limit_test", "holdout");

  /** Which step a step extends and is compared with. */
  public enum Reference {
    /** The previous step: changes accumulate. */
    PREVIOUS,
    /** The first step: the others are alternatives. */
    FIRST
  }

  /**
   * A named recipe.
   *
   * @param name letters, digits and {@code . _ = -}, starting with a letter or digit
   */
  public record Step(String name, Recipe recipe) {

    public Step {
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._=-]*")) {
        throw new IllegalArgumentException(
            "step name is '%s': it must be letters, digits and . _ = -".formatted(name));
      }
    }
  }

  public Ladder {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("ladder %s has no steps".formatted(name));
    }
    Set<String> names = new HashSet<>();
    for (Step step : steps) {
      if (!names.add(step.name())) {
        throw new IllegalArgumentException(
            "ladder %s has two steps '%s'".formatted(name, step.name()));
      }
      requireSameTestImages(name, steps.get(0), step);
    }
  }

  /**
   * Rejects steps that would be tested on different images: their accuracies say nothing together.
   */
  private static void requireSameTestImages(String ladder, Step first, Step step) {
    List<String> changes =
        RecipeReader.changes(first.recipe(), step.recipe()).stream()
            .filter(change -> TEST_IMAGES.contains(change.substring(0, change.indexOf(':'))))
            .toList();
    if (!changes.isEmpty()) {
      throw new IllegalArgumentException(
          "ladder %s: step '%s' would be tested on other images than '%s' (%s), so that their accuracies cannot be compared: make a ladder for each"
              .formatted(ladder, step.name(), first.name(), String.join(", ", changes)));
    }
  }

  /** The folder of a step, relative to the ladder's: {@code NUMBER-NAME}, numbered from 0. */
  String folder(int step) {
    return step + "-" + steps.get(step).name();
  }
}
