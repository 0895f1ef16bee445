package fovea.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    if (values.get(key).isNumber()) {
      throw new RecipeException(
          "%s was read as the number %s: put the name in quotes"
              .formatted(key, values.get(key).asText()));
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
      throw refused(key, allowed);
    }
    return value;
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
    String value = single(key, "true or false");
    if (!value.equals("true") && !value.equals("false")) {
      throw refused(key, "true or false");
    }
    return value.equals("true");
  }

  int whole(String key, int least, int most) {
    String allowed =
        most == Integer.MAX_VALUE
            ? "a whole number, %d or more".formatted(least)
            : "a whole number from %d to %d".formatted(least, most);
    try {
      int value = Integer.parseInt(single(key, allowed));
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw refused(key, allowed);
    }
    throw refused(key, allowed);
  }

  long longWhole(String key) {
    try {
      return Long.parseLong(single(key, "a whole number"));
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
