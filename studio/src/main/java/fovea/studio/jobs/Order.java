package fovea.studio.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.ladder.Ladder;
import fovea.lab.ladder.LadderReader;
import fovea.lab.ladder.Sweep;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a form asks for: a training, or several that are compared.
 *
 * @param kind what is trained
 * @param base a recipe that ships with Fovea, or a ladder
 * @param values what differs from it, as text by key
 * @param seeds number of seeds of a ladder or a sweep
 */
record Order(Kind kind, String base, Map<String, String> values, int seeds) {

  /** More than these would not end before the lab does. */
  private static final int MAX_SEEDS = 100;

  /** What is trained. */
  enum Kind {
    /** One training. */
    TRAIN("train"),
    /** The steps of a ladder. */
    LADDER("lab run"),
    /** A recipe with several values of one or two keys. */
    SWEEP("lab sweep");

    private final String command;

    Kind(String command) {
      this.command = command;
    }

    /** The words after {@code fovea} that begin its command. */
    private List<String> command() {
      return List.of(command.split(" "));
    }

    /** The name that the page uses. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static Kind of(String label) {
      for (Kind kind : values()) {
        if (kind.label().equals(label)) {
          return kind;
        }
      }
      throw new IllegalArgumentException(
          "kind is '%s': it must be train, ladder or sweep".formatted(label));
    }
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the base does not ship with Fovea, or the number of seeds
   *     is out of range
   */
  Order {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values)); // in their order
    List<String> known = kind == Kind.LADDER ? LadderReader.shipped() : RecipeReader.shipped();
    if (!known.contains(base)) {
      throw new IllegalArgumentException(
          "%s is '%s': it must be one of %s"
              .formatted(
                  kind == Kind.LADDER ? "ladder" : "recipe", base, String.join(", ", known)));
    }
    if (seeds < 1 || seeds > MAX_SEEDS) {
      throw new IllegalArgumentException(
          "seeds is '%s': it must be a whole number from 1 to %s".formatted(seeds, MAX_SEEDS));
    }
  }

  static Order of(ObjectNode body) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> value : body.path("values").properties()) {
      values.put(value.getKey(), value.getValue().asText());
    }
    Kind kind = Kind.of(body.path("kind").asText(Kind.TRAIN.label()));
    String usual = kind == Kind.LADDER ? LadderReader.DEFAULT : "default";
    return new Order(kind, body.path("base").asText(usual), values, body.path("seeds").asInt(1));
  }

  /** What some words ask for; empty if they resume a training. */
  static Optional<Order> of(List<String> words) {
    for (Kind kind : Kind.values()) {
      int command = kind.command().size();
      if (words.size() > command
          && words.subList(0, command).equals(kind.command())
          && !words.get(command).startsWith("-")) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String word : words.subList(command + 1, words.size())) {
          String[] parts = word.substring(2).split("=", 2);
          values.put(parts[0].replace('-', '_'), parts[1]);
        }
        values.remove("out");
        String seeds = values.remove("seeds");
        return Optional.of(
            new Order(
                kind, words.get(command), values, seeds == null ? 1 : Integer.parseInt(seeds)));
      }
    }
    return Optional.empty();
  }

  /** The words after {@code fovea}. */
  List<String> words() {
    List<String> words = new ArrayList<>(kind.command());
    words.add(base);
    values.forEach((key, value) -> words.add("--" + key.replace('_', '-') + "=" + value));
    if (kind != Kind.TRAIN) {
      words.add("--seeds=" + seeds);
    }
    return words;
  }

  /**
   * What it comes to.
   *
   * @param name what its folder is named after
   * @param runs number of trainings
   * @param axes the keys that a sweep varies
   */
  record Plan(String name, int runs, List<Sweep.Axis> axes) {
    Plan {
      axes = List.copyOf(axes);
    }
  }

  /**
   * Finds out what it comes to.
   *
   * @throws IllegalArgumentException if a value is invalid
   */
  Plan plan() throws IOException {
    switch (kind) {
      case LADDER -> {
        Ladder ladder = LadderReader.read(base, values);
        return new Plan(ladder.name(), seeds * ladder.steps().size(), List.of());
      }
      case SWEEP -> {
        Sweep sweep = Sweep.of(Optional.of(base), values);
        List<Sweep.Axis> axes =
            Stream.of(sweep.columns(), sweep.rows()).filter(axis -> !axis.key().isEmpty()).toList();
        return new Plan(sweep.ladder().name(), seeds * sweep.ladder().steps().size(), axes);
      }
      default -> {
        Recipe recipe = RecipeReader.read(base, values);
        String model = recipe.model().replaceAll(".*[/\\\\]", "");
        return new Plan(model + "-" + recipe.seed(), 1, List.of());
      }
    }
  }
}
