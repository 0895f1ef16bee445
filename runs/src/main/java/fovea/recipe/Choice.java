package fovea.recipe;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An enum whose constants are the valid values of a recipe key or of a command's option. */
public interface Choice {

  /** The name of the constant in Java. */
  String name();

  /** The name in recipes and on the command line, in kebab-case. */
  @JsonValue
  default String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The names of all constants in recipes, in order. */
  static <C extends Enum<C> & Choice> List<String> labels(Class<C> type) {
    return Arrays.stream(type.getEnumConstants()).map(Choice::label).toList();
  }

  /**
   * The constant with the given name.
   *
   * @param key the recipe key or option, for the error message
   * @throws RecipeException if there is none
   */
  static <C extends Enum<C> & Choice> C of(Class<C> type, String key, String label) {
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> each.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new RecipeException(
                    "%s is '%s': it must be one of %s%s"
                        .formatted(
                            key,
                            label,
                            String.join(", ", labels(type)),
                            RecipeValues.didYouMean(label, labels(type)))));
  }
}
