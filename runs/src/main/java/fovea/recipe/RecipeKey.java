package fovea.recipe;

import java.util.List;
import java.util.Set;

/**
 * A key of recipes, which is also a flag on the command line.
 *
 * @param name its name in snake_case
 * @param usual the default value
 * @param label the placeholder of its value in help texts, such as {@code N}
 * @param description its meaning, for help texts
 * @param choices the valid values, if they are few; empty otherwise
 * @param range the valid values in words if it is a number, such as {@code a number above 0}; empty
 *     otherwise
 * @param check parses and validates its value
 */
public record RecipeKey(
    String name,
    Object usual,
    String label,
    String description,
    List<String> choices,
    String range,
    Check check) {

  private static final Set<String> CHANGEABLE = Set.of("epochs", "max_time", "threads");

  public RecipeKey {
    choices = List.copyOf(choices);
  }

  /** Parses and validates the value of a key. */
  @FunctionalInterface
  interface Check {

    /**
     * Returns the parsed value of a key.
     *
     * @throws RecipeException if it is invalid
     */
    Object value(RecipeValues values, String key);
  }

  /** The name of the flag on the command line. */
  public String flag() {
    return "--" + name.replace('_', '-');
  }

  /**
   * Whether the value may change when a run is resumed: it determines how long and how fast a run
   * trains, not what.
   */
  public boolean changeable() {
    return CHANGEABLE.contains(name);
  }

  /** Whether the value is a list, whose items may stand in one text with commas. */
  public boolean isList() {
    return usual instanceof List;
  }

  /** Whether the value is a boolean, so that the flag alone means true. */
  public boolean isTruth() {
    return usual instanceof Boolean;
  }
}
