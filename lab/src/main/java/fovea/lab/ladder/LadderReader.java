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
 * Reads ladders from YAML. A ladder has a {@code base}, which is a recipe; {@code extend}, which is
 * {@code previous} (the default) or {@code first}; and {@code steps}, each with a {@code name} and
 * the recipe keys that it changes.
 */
public final class LadderReader {

  /** The default ladder of {@code fovea lab run}. */
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

  /** The names of the built-in ladders. */
  public static List<String> shipped() {
    return SHELF.names();
  }

  /**
   * Reads a ladder.
   *
   * @param nameOrFile name of a built-in ladder, or a YAML file
   * @param overrides values by key that override those of every step
   * @throws RecipeException if the file is not a ladder, or one of its recipes is invalid
   * @throws IOException if the file cannot be read
   */
  public static Ladder read(String nameOrFile, Map<String, String> overrides) throws IOException {
    JsonNode root = parse(nameOrFile);
    String base = required(nameOrFile, root, "base");
    Ladder.Reference reference = reference(nameOrFile, root.path("extend").asText("previous"));
    List<Ladder.Step> steps = new ArrayList<>();
    Map<String, String> changes = new LinkedHashMap<>();
    for (JsonNode step : root.path("steps")) {
      String name = required(nameOrFile, step, "name");
      Map<String, String> own = changes(nameOrFile, step);
      if (reference == Ladder.Reference.PREVIOUS || steps.isEmpty()) {
        apply(own, changes);
      }
      Map<String, String> all = new LinkedHashMap<>(changes);
      apply(own, all);
      apply(overrides, all);
      steps.add(new Ladder.Step(name, recipe(nameOrFile, name, base, all)));
    }
    return ladder(nameOrFile, reference, steps);
  }

  /** Makes a ladder, named after its file; what is wrong with it is wrong usage. */
  static Ladder ladder(String nameOrFile, Ladder.Reference reference, List<Ladder.Step> steps) {
    String name = Path.of(nameOrFile).getFileName().toString().replaceFirst("\\.ya?ml$", "");
    try {
      return new Ladder(name, reference, steps);
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
    throw new RecipeException(
        name + " is not a ladder: it must have a 'base' and a list of 'steps'");
  }

  private static String required(String where, JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isValueNode() || value.isNull() || value.asText().isBlank()) {
      throw new RecipeException("%s: '%s' is missing: %s".formatted(where, key, node));
    }
    return value.asText();
  }

  private static Ladder.Reference reference(String where, String value) {
    try {
      return Ladder.Reference.valueOf(value.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new RecipeException(
          "%s: extend is '%s': it must be previous or first".formatted(where, value), e);
    }
  }

  /**
   * Applies changes to earlier ones. A network given inline and one given by name replace each
   * other.
   */
  private static void apply(Map<String, String> changes, Map<String, String> values) {
    if (changes.containsKey(MODEL) || changes.containsKey(NETWORK)) {
      values.remove(MODEL);
      values.remove(NETWORK);
    }
    values.putAll(changes);
  }

  /** The recipe keys of a step with their values as text, as flags would give them. */
  private static Map<String, String> changes(String ladder, JsonNode step) {
    Map<String, String> changes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : step.properties()) {
      switch (field.getKey()) {
        case "name" -> {
          // not a recipe key
        }
        case MODEL -> changes.put(MODEL, beside(ladder, field.getValue().asText()));
        case NETWORK -> changes.put(NETWORK, field.getValue().toString());
        default -> changes.put(field.getKey(), text(field.getValue()));
      }
    }
    return changes;
  }

  /** Resolves the file of a network: next to the ladder's file, else in the working directory. */
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
