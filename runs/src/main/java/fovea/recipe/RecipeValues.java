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
      throw new RecipeException(invalid(key, allowed).getMessage() + didYouMean(value, choices));
    }
    return value;
  }

  /** The name of a scheme of random weights, a file, or a run's folder. */
  String init(String key) {
    String value = name(key);
    if (!InitKind.isScheme(value) && !InitKind.isPath(value)) {
      throw new RecipeException(
          invalid(
                      key,
                      "%s, a .safetensors file, or a run's folder, such as runs/1"
                          .formatted(String.join(", ", InitKind.schemes())))
                  .getMessage()
              + didYouMean(value, InitKind.schemes()));
    }
    return value;
  }

  /** Names: a list, or text with commas. */
  List<String> names(String key) {
    return List.copyOf(items(key, "names"));
  }

  static String didYouMean(String value, List<String> choices) {
    return Suggestion.nearest(value, choices)
        .map(near -> "; did you mean '" + near + "'?")
        .orElse("");
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

  /** Epochs with smaller images: a list, or text with commas. */
  List<String> resizedEpochs(String key) {
    String allowed = "none, or " + ResizedEpochs.ALLOWED;
    try {
      return items(key, allowed).stream()
          .filter(each -> !each.equals("none"))
          .map(each -> ResizedEpochs.parse(each).toString())
          .toList();
    } catch (IllegalArgumentException e) {
      throw invalid(key, allowed);
    }
  }

  /** Strictly increasing integers: a list, or text with commas. */
  List<Integer> integers(String key, int min) {
    String allowed = "whole numbers that rise, %s or more".formatted(min);
    List<Integer> numbers = new ArrayList<>();
    for (String item : items(key, allowed)) {
      try {
        requireDecimal(key, item);
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
    return switch (single(key, "true or false").toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw invalid(key, "true or false");
    };
  }

  /** The valid whole numbers in words. */
  static String range(int min, int max) {
    return max == Integer.MAX_VALUE
        ? "a whole number, %s or more".formatted(min)
        : "a whole number from %s to %s".formatted(min, max);
  }

  /** The valid numbers in words. */
  static String range(Bounds bounds) {
    return "a number " + bounds;
  }

  int integer(String key, int min, int max) {
    String allowed = range(min, max);
    try {
      int value = Integer.parseInt(decimal(key));
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw invalid(key, allowed);
    }
    throw invalid(key, allowed);
  }

  /** The text of a number, which is not octal: 010 may be meant as 10 or as 8. */
  private String decimal(String key) {
    String text = single(key, "a whole number");
    requireDecimal(key, text);
    return text;
  }

  private void requireDecimal(String key, String text) {
    if (text.matches("[-+]?0[0-9]+")) {
      throw invalid(key, "a whole number without a 0 in front, which would make it octal in YAML");
    }
  }

  long longInteger(String key) {
    try {
      return Long.parseLong(decimal(key));
    } catch (NumberFormatException e) {
      throw invalid(key, "a whole number");
    }
  }

  double real(String key, Bounds bounds) {
    String allowed = range(bounds);
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

  /** The size of images. */
  ImageSize imageSize(String key) {
    try {
      return ImageSize.parse(decimal(key));
    } catch (IllegalArgumentException e) {
      throw invalid(key, ImageSize.ALLOWED);
    }
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
