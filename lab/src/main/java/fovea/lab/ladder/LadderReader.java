package fovea.lab.ladder;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.images.RecipeImages;
import fovea.nn.Suggestion;
import fovea.recipe.NetworkText;
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
import java.util.Optional;
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

  private static final String STEPS = "steps";
  private static final List<String> KEYS = List.of("base", "extend", STEPS);
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
    YamlFile file = SHELF.read(nameOrFile);
    JsonNode root = ladder(file);
    String base = required(nameOrFile, root, "base");
    Ladder.Reference reference = reference(nameOrFile, root.path("extend").asText("previous"));
    List<Ladder.Step> steps = new ArrayList<>();
    Changes changes = Changes.NONE;
    for (JsonNode step : root.path(STEPS)) {
      String name = required(nameOrFile, step, "name");
      String where = "%s, step '%s'".formatted(nameOrFile, name);
      Changes own = changes(where, file, steps.size());
      if (reference == Ladder.Reference.PREVIOUS || steps.isEmpty()) {
        changes = changes.then(own);
      }
      Changes all = changes.then(own).then(new Changes(overrides, Optional.empty()));
      steps.add(new Ladder.Step(name, recipe(where, base, all)));
    }
    return ladder(nameOrFile, reference, steps);
  }

  /**
   * Changes of a recipe.
   *
   * @param values the values by key, as flags would give them
   * @param network the layers of the network, if they change
   */
  private record Changes(Map<String, String> values, Optional<NetworkText> network) {

    private static final Changes NONE = new Changes(Map.of(), Optional.empty());

    /**
     * These changes, and then others. A network given as layers and one given by name replace each
     * other.
     */
    Changes then(Changes later) {
      boolean another =
          later.network.isPresent()
              || later.values.containsKey(MODEL)
              || later.values.containsKey(NETWORK);
      Map<String, String> all = new LinkedHashMap<>(values);
      if (another) {
        all.keySet().removeAll(List.of(MODEL, NETWORK));
      }
      all.putAll(later.values);
      return new Changes(all, another ? later.network : network);
    }
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

  private static Recipe recipe(String where, String base, Changes changes) throws IOException {
    try {
      Recipe recipe = RecipeReader.read(base, where, changes.values(), changes.network());
      RecipeImages.check(recipe);
      return recipe;
    } catch (RecipeException e) {
      throw e.getMessage().startsWith(where)
          ? e
          : new RecipeException(where + ": " + e.getMessage(), e);
    }
  }

  private static JsonNode ladder(YamlFile file) {
    JsonNode root = file.root();
    if (!root.path(STEPS).isArray() || root.path(STEPS).isEmpty()) {
      throw new RecipeException(
          file.name() + " is not a ladder: it must have a 'base' and a list of 'steps'");
    }
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!KEYS.contains(field.getKey())) {
        throw new RecipeException(
            "%s: unknown key '%s'%s"
                .formatted(file.name(), field.getKey(), Suggestion.among(field.getKey(), KEYS)));
      }
    }
    return root;
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

  /** The recipe keys of a step, with their values. */
  private static Changes changes(String where, YamlFile ladder, int step) {
    Map<String, String> values = new LinkedHashMap<>();
    Optional<NetworkText> network = Optional.empty();
    for (Map.Entry<String, JsonNode> field : ladder.root().path(STEPS).get(step).properties()) {
      switch (field.getKey()) {
        case "name" -> {
          // not a recipe key
        }
        case MODEL -> values.put(MODEL, beside(ladder.name(), field.getValue().asText()));
        case NETWORK -> network = Optional.of(NetworkText.at(where, ladder, STEPS, step, NETWORK));
        default -> values.put(field.getKey(), text(field.getValue()));
      }
    }
    return new Changes(values, network);
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
