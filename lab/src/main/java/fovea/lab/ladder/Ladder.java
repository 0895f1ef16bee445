package fovea.lab.ladder;

import fovea.recipe.Recipe;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Recipes to train and compare.
 *
 * @param name what its folder is called
 * @param against what each step extends and is compared with
 * @param steps the recipes, in their order
 */
public record Ladder(String name, Against against, List<Step> steps) {

  /** What a step extends and is compared with. */
  public enum Against {
    /** The step before: each adds to all that came before. */
    PREVIOUS,
    /** The first step: the others are alternatives to it. */
    FIRST
  }

  /**
   * A recipe under a name.
   *
   * @param name letters, digits and {@code . _ = -}
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
    }
  }

  /** A step's folder inside the ladder's: its number, from 0, and its name. */
  String folder(int step) {
    return "%d-%s".formatted(step, steps.get(step).name());
  }
}
