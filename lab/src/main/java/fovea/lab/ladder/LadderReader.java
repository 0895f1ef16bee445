package fovea.lab.ladder;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.images.RecipeImages;
import fovea.recipe.Recipe;
import fovea.recipe.RecipeException;
import fovea.recipe.RecipeReader;
import fovea.recipe.YamlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Reads ladders as YAML: {@code base}, a recipe; {@code extend}, {@code previous} or {@code first};
 * and {@code steps}, each with a {@code name} and the recipe's keys that it changes.
 */
public final class LadderReader {

  /** The ladder that {@code fovea lab run} climbs when it is given none. */
  public static final String DEFAULT = "sheet";

  private static final YamlFile.Shelf SHELF =
      new YamlFile.Shelf(
          "ladder",
          LadderReader.class,
          List.of(
              DEFAULT,
              "normalisations",
              "augmentations",
              "optimisers",
              "schedules",
              "regularisations",
              "dropout-rates",
              "batch-norm",
              "flips"));

  private static final String MODEL = "model";
  private static final String NETWORK = "network";

  private LadderReader() {}

  /** The names of the ladders that come with Fovea. */
  public static List<String> shipped() {
    return SHELF.names();
  }

  /**
   * A ladder.
   *
   * @param nameOrFile a shipped ladder's name or a YAML file
   * @param overrides values by key, for every step
   * @throws RecipeException if it is no ladder, or one of its recipes is refused
   * @throws IOException if it cannot be read
   */
  public static Ladder read(String nameOrFile, Map<String, String> overrides) throws IOException {
    JsonNode root = parse(nameOrFile);
    String base = required(nameOrFile, root, "base");
    Ladder.Against against = against(nameOrFile, root.path("extend").asText("previous"));
    List<Ladder.Step> steps = new ArrayList<>();
    Map<String, String> changes = new LinkedHashMap<>();
    for (JsonNode step : root.path("steps")) {
      String name = required(nameOrFile, step, "name");
      Map<String, String> own = changes(nameOrFile, step);
      if (against == Ladder.Against.PREVIOUS || steps.isEmpty()) {
        lay(own, changes);
      }
      Map<String, String> all = new LinkedHashMap<>(changes);
      lay(own, all);
      lay(overrides, all);
      steps.add(new Ladder.Step(name, recipe(nameOrFile, name, base, all)));
    }
    return ladder(nameOrFile, against, steps);
  }

  private static Ladder ladder(String nameOrFile, Ladder.Against against, List<Ladder.Step> steps) {
    String name = Path.of(nameOrFile).getFileName().toString().replaceFirst("\\.ya?ml$", "");
    try {
      return new Ladder(name, against, steps);
    } catch (IllegalArgumentException e) {
      throw new RecipeException(e.getMessage(), e);
    }
  }

  private static Recipe recipe(String ladder, String step, String base, Map<String, String> changes)
      throws IOException {
    try {
      Recipe recipe = RecipeReader.read(base, changes);
      RecipeImages.check(recipe);
      return recipe;
    } catch (RecipeException e) {
      throw new RecipeException("%s, step '%s': %s".formatted(ladder, step, e.getMessage()), e);
    }
  }

  private static JsonNode parse(String name) throws IOException {
    JsonNode root = SHELF.read(name).root();
    if (root.path("steps").isArray() && !root.path("steps").isEmpty()) {
      return root;
    }
    throw new RecipeException(name + " is no ladder: it must have a 'base' and a list of 'steps'");
  }

  private static String required(String where, JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isValueNode() || value.isNull() || value.asText().isBlank()) {
      throw new RecipeException("%s: '%s' is missing: %s".formatted(where, key, node));
    }
    return value.asText();
  }

  private static Ladder.Against against(String where, String value) {
    try {
      return Ladder.Against.valueOf(value.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new RecipeException(
          "%s: extend is '%s': it must be previous or first".formatted(where, value), e);
    }
  }

  /** Lays some values over others; a network replaces one that was named, and the reverse. */
  private static void lay(Map<String, String> values, Map<String, String> over) {
    if (values.containsKey(MODEL) || values.containsKey(NETWORK)) {
      over.remove(MODEL);
      over.remove(NETWORK);
    }
    over.putAll(values);
  }

  /** The keys of a step, its name aside, as texts: what flags would say. */
  private static Map<String, String> changes(String ladder, JsonNode step) {
    Map<String, String> changes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : step.properties()) {
      switch (field.getKey()) {
        case "name" -> {
          // the step's own
        }
        case MODEL -> changes.put(MODEL, beside(ladder, field.getValue().asText()));
        case NETWORK -> changes.put(NETWORK, field.getValue().toString());
        default -> changes.put(field.getKey(), text(field.getValue()));
      }
    }
    return changes;
  }

  /** A network's file is looked for beside the ladder's, then in the working directory. */
  private static String beside(String ladder, String model) {
    Path beside = Path.of(ladder).toAbsolutePath().resolveSibling(model);
    return Files.isRegularFile(beside) ? beside.toString() : model;
  }

  private static String text(JsonNode value) {
    if (!value.isArray()) {
      return value.isValueNode() ? value.asText() : value.toString();
    }
    StringJoiner joined = new StringJoiner(",");
    value.forEach(each -> joined.add(each.asText()));
    return joined.toString();
  }
}
