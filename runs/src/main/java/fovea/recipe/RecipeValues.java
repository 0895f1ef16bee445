package fovea.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import fovea.nn.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads and checks the values of recipe keys one by one; numbers may be texts, as flags give them.
 */
final class RecipeValues {

  private final ObjectNode values;

  RecipeValues(ObjectNode values) {
    this.values = values;
  }

  String text(String key) {
    return single(key, "a text");
  }

  /** A text that is not empty and that YAML has not taken for a number. */
  String name(String key) {
    JsonNode given = values.get(key);
    if (given.isNumber() || given.isBoolean() || given instanceof AsWritten.Unquoted) {
      throw new RecipeException(
          "%s was read as the %s %s: put the name in quotes"
              .formatted(
                  key,
                  given.asText().matches("[-+.0-9].*") ? "number" : "truth value",
                  given.asText()));
    }
    String value = text(key);
    if (value.isBlank()) {
      throw refused(key, "a name");
    }
    return value;
  }

  private String single(String key, String allowed) {
    JsonNode value = values.get(key);
    if (!value.isValueNode() || value.isNull()) {
      throw refused(key, allowed);
    }
    return value.asText();
  }

  String choice(String key, List<String> choices) {
    String allowed = "one of " + String.join(", ", choices);
    String value = single(key, allowed);
    if (!choices.contains(value)) {
      throw new RecipeException(refused(key, allowed).getMessage() + didYouMean(value, choices));
    }
    return value;
  }

  static String didYouMean(String value, List<String> choices) {
    return Suggestion.nearest(value, choices)
        .map(near -> "; did you mean '" + near + "'?")
        .orElse("");
  }

  /** A network, if there is one: a list, or as flags have it a text with commas. */
  Optional<NetworkText> network(String key) {
    JsonNode value = values.get(key);
    if (value instanceof POJONode node) {
      return Optional.of((NetworkText) node.getPojo());
    }
    if (value.isTextual()) {
      String text = value.asText().strip();
      return NetworkText.in(key, key + ": " + (text.startsWith("[") ? text : "[" + text + "]"));
    }
    return value.isArray() && value.isEmpty()
        ? Optional.empty()
        : Optional.of(NetworkText.read(value));
  }

  /** Augmentations as their texts, in the order in which they act; {@code none} is none of them. */
  List<String> augmentations(String key) {
    return items(key, "none, or some of " + Augmentation.forms()).stream()
        .filter(each -> !each.equals("none"))
        .map(Augmentation::parse)
        .sorted()
        .map(Augmentation::toString)
        .toList();
  }

  /** Whole numbers that rise: a list, or a text with commas. */
  List<Integer> wholes(String key, int least) {
    String allowed = "whole numbers that rise, %d or more".formatted(least);
    List<Integer> numbers = new ArrayList<>();
    for (String item : items(key, allowed)) {
      try {
        requireDecimal(key, item);
        numbers.add(Integer.parseInt(item));
      } catch (NumberFormatException e) {
        throw refused(key, allowed);
      }
    }
    for (int i = 0; i < numbers.size(); i++) {
      if (numbers.get(i) < (i == 0 ? least : numbers.get(i - 1) + 1)) {
        throw refused(key, allowed);
      }
    }
    return numbers;
  }

  /** The items of a list, or of a text with commas. */
  private List<String> items(String key, String allowed) {
    JsonNode value = values.get(key);
    List<String> items = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(each -> items.add(each.isValueNode() ? each.asText() : each.toString()));
    } else {
      Arrays.stream(single(key, allowed).split(",", -1)).map(String::trim).forEach(items::add);
    }
    items.removeIf(String::isEmpty);
    return items;
  }

  boolean truth(String key) {
    return switch (single(key, "true or false").toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw refused(key, "true or false");
    };
  }

  int whole(String key, int least, int most) {
    String allowed =
        most == Integer.MAX_VALUE
            ? "a whole number, %d or more".formatted(least)
            : "a whole number from %d to %d".formatted(least, most);
    try {
      int value = Integer.parseInt(decimal(key));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw refused(key, allowed);
    }
    throw refused(key, allowed);
  }

  /** The text of a number, which is not octal: 010 may be meant as 10 or as 8. */
  private String decimal(String key) {
    String text = single(key, "a whole number");
    requireDecimal(key, text);
    return text;
  }

  private void requireDecimal(String key, String text) {
    if (text.matches("[-+]?0[0-9]+")) {
      throw refused(key, "a whole number without a 0 in front, which would make it octal in YAML");
    }
  }

  long longWhole(String key) {
    try {
      return Long.parseLong(decimal(key));
    } catch (NumberFormatException e) {
      throw refused(key, "a whole number");
    }
  }

  double real(String key, Bounds bounds) {
    String allowed = "a number " + bounds;
    try {
      double value = Double.parseDouble(single(key, allowed));
      if (bounds.allow(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw refused(key, allowed);
    }
    throw refused(key, allowed);
  }

  /** Numbers: a list, or a text with commas. */
  List<Double> reals(String key) {
    List<Double> numbers = new ArrayList<>();
    for (String item : items(key, "numbers")) {
      try {
        numbers.add(Double.parseDouble(item));
      } catch (NumberFormatException e) {
        throw refused(key, "numbers");
      }
    }
    if (!numbers.stream().allMatch(Double::isFinite)) {
      throw refused(key, "numbers");
    }
    return numbers;
  }

  private RecipeException refused(String key, String allowed) {
    JsonNode value = values.get(key);
    return new RecipeException(
        "%s is '%s': it must be %s"
            .formatted(key, value.isValueNode() ? value.asText() : value, allowed));
  }
}
