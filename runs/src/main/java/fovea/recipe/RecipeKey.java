package fovea.recipe;

import java.util.Set;

/**
 * A key of recipes: its name, default, help text and check.
 *
 * @param name its name in snake_case
 * @param usual what it is when neither recipe nor flags say
 * @param label what stands for its value in a help text, such as {@code N}
 * @param description what it means, for a help text
 * @param check reads and checks its value
 */
public record RecipeKey(String name, Object usual, String label, String description, Check check) {

  private static final Set<String> CHANGEABLE = Set.of("epochs", "max_time", "threads");

  /** What a value has to be. */
  @FunctionalInterface
  interface Check {

    /**
     * The value of a key.
     *
     * @throws RecipeException if it is not allowed
     */
    Object value(RecipeValues values, String key);
  }

  /** Its name on the command line. */
  public String flag() {
    return "--" + name.replace('_', '-');
  }

  /** Whether it may change when a run goes on: it decides how far and how fast, not what. */
  public boolean changeable() {
    return CHANGEABLE.contains(name);
  }

  /** Whether it is true or false, so that a flag alone means true. */
  public boolean isTruth() {
    return usual instanceof Boolean;
  }
}
