package fovea.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Parses and validates the values of single recipe keys. Numbers and lists may be given as text, as
 * flags are.
 */
final class RecipeValues {

  private final ObjectNode values;

  RecipeValues(ObjectNode values) {
    this.values = values;
  }

  String text(String key) {
    return single(key, "a text");
  }

  /** A text that is not blank and that YAML has not read as a number. */
  String name(String key) {
    if (values.get(key).isNumber()) {
      throw new RecipeException(
          "%s was read as the number %s: put the name in quotes"
              .formatted(key, values.get(key).asText()));
    }
    String value = text(key);
    if (value.isBlank()) {
      throw invalid(key, "a name");
    }
    return value;
  }

  /** A value that is neither a list, a mapping nor null, as text. */
  private String single(String key, String allowed) {
    JsonNode value = values.get(key);
    if (!value.isValueNode() || value.isNull()) {
      throw invalid(key, allowed);
    }
    return value.asText();
  }

  /** One of the given words. */
  String choice(String key, List<String> choices) {
    String allowed = "one of " + String.join(", ", choices);
    String value = single(key, allowed);
    if (!choices.contains(value)) {
      throw invalid(key, allowed);
    }
    return value;
  }

  /** The network, if there is one. It may be a list, or text with commas, as in a flag. */
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

  /** Augmentations as text, in the order in which they are applied. {@code none} is ignored. */
  List<String> augmentations(String key) {
    return items(key, "none, or some of " + Augmentation.forms()).stream()
        .filter(each -> !each.equals("none"))
        .map(Augmentation::parse)
        .sorted()
        .map(Augmentation::toString)
        .toList();
  }

  /** Strictly increasing integers: a list, or text with commas. */
  List<Integer> integers(String key, int min) {
    String allowed = "whole numbers that rise, %d or more".formatted(min);
    List<Integer> numbers = new ArrayList<>();
    for (String item : items(key, allowed)) {
      try {
        numbers.add(Integer.parseInt(item));
      } catch (NumberFormatException e) {
        throw invalid(key, allowed);
      }
    }
    for (int i = 0; i < numbers.size(); i++) {
      if (numbers.get(i) < (i == 0 ? min : numbers.get(i - 1) + 1)) {
        throw invalid(key, allowed);
      }
    }
    return numbers;
  }

  /** The items of a list, or of text with commas; empty items are ignored. */
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

  boolean bool(String key) {
    String value = single(key, "true or false");
    if (!value.equals("true") && !value.equals("false")) {
      throw invalid(key, "true or false");
    }
    return value.equals("true");
  }

  int integer(String key, int min, int max) {
    String allowed =
        max == Integer.MAX_VALUE
            ? "a whole number, %d or more".formatted(min)
            : "a whole number from %d to %d".formatted(min, max);
    try {
      int value = Integer.parseInt(single(key, allowed));
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw invalid(key, allowed);
    }
    throw invalid(key, allowed);
  }

  long longInteger(String key) {
    try {
      return Long.parseLong(single(key, "a whole number"));
    } catch (NumberFormatException e) {
      throw invalid(key, "a whole number");
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
      throw invalid(key, allowed);
    }
    throw invalid(key, allowed);
  }

  /** Finite numbers: a list, or text with commas. */
  List<Double> reals(String key) {
    List<Double> numbers = new ArrayList<>();
    for (String item : items(key, "numbers")) {
      try {
        numbers.add(Double.parseDouble(item));
      } catch (NumberFormatException e) {
        throw invalid(key, "numbers");
      }
    }
    if (!numbers.stream().allMatch(Double::isFinite)) {
      throw invalid(key, "numbers");
    }
    return numbers;
  }

  /** The exception for an invalid value. */
  private RecipeException invalid(String key, String allowed) {
    JsonNode value = values.get(key);
    return new RecipeException(
        "%s is '%s': it must be %s"
            .formatted(key, value.isValueNode() ? value.asText() : value, allowed));
  }
}
