package fovea.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads recipes from YAML files, applies overrides, and writes recipes as YAML. */
public final class RecipeReader {

  private static final Logger LOG = LoggerFactory.getLogger(RecipeReader.class);

  /** What overrides are called in error messages. */
  private static final String FLAGS = "the flags";

  private static final String DEFAULT = "default";
  private static final String LENET5 = "lenet5-mnist";

  private static final YamlFile.Shelf SHELF =
      new YamlFile.Shelf(
          "recipe", RecipeReader.class, List.of(DEFAULT, "baseline", "airbench", LENET5));

  /**
   * The recipes of data sets that the default does not suit: it flips images horizontally, and a
   * mirrored 3 is not a digit.
   */
  private static final Map<String, String> RECIPE_BY_DATASET =
      Map.of("mnist", LENET5, "fashion-mnist", LENET5);

  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .stringQuotingChecker(new Quoting())
                  .build())
          .build();

  /**
   * YAML 1.1 reads 1e3, 0x10 and 2024_05 as numbers, so a directory of such a name needs quotes.
   */
  private static final class Quoting extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean needToQuoteValue(String value) {
      return super.needToQuoteValue(value) || value.matches("(?s)[-+.0-9].*");
    }
  }

  private RecipeReader() {}

  /** The names of the recipes that ship with Fovea. */
  public static List<String> shipped() {
    return SHELF.names();
  }

  /**
   * Reads a recipe and overrides some of its keys. If no recipe is named, it is the shipped one
   * that suits the data set: {@code lenet5-mnist} for MNIST and Fashion-MNIST, {@code default} for
   * all others. Given values that have no effect, because of other values, are logged.
   *
   * @param nameOrFile the name of a shipped recipe or a YAML file; may be empty
   * @param overrides values by key, as text like on the command line
   * @throws RecipeException if a key is unknown or a value is invalid
   * @throws IOException if the file cannot be read
   */
  public static Recipe read(Optional<String> nameOrFile, Map<String, String> overrides)
      throws IOException {
    String suitable =
        RECIPE_BY_DATASET.getOrDefault(overrides.getOrDefault("dataset", ""), DEFAULT);
    String name = nameOrFile.orElse(suitable);
    YamlFile file = SHELF.read(name);
    Recipe recipe = resolve(RecipeSource.of(file), RecipeSource.of(FLAGS, overrides));
    Set<String> given = new TreeSet<>(overrides.keySet());
    if (!shipped().contains(name)) {
      file.root().fieldNames().forEachRemaining(given::add);
    }
    String idle = WithoutEffect.describe(recipe, given);
    if (!idle.isEmpty()) {
      LOG.info("without effect: {}", idle);
    }
    return recipe;
  }

  /** The recipe in which each key has its default. */
  static Recipe defaults() {
    return recipe(RecipeKeys.defaults());
  }

  /**
   * Reads a recipe and overrides some of its keys.
   *
   * @param nameOrFile the name of a shipped recipe or a YAML file
   * @param overrides values by key, as text like on the command line
   * @throws RecipeException if a key is unknown or a value is invalid
   * @throws IOException if the file cannot be read
   */
  public static Recipe read(String nameOrFile, Map<String, String> overrides) throws IOException {
    return read(nameOrFile, FLAGS, overrides, Optional.empty());
  }

  /**
   * Reads a recipe and overrides some of its keys.
   *
   * @param nameOrFile the name of a shipped recipe or a YAML file
   * @param where what overrides them, for error messages
   * @param overrides values by key, as text like on the command line
   * @param network the layers of its network, if these are overridden too
   * @throws RecipeException if a key is unknown or a value is invalid
   * @throws IOException if the file cannot be read
   */
  public static Recipe read(
      String nameOrFile, String where, Map<String, String> overrides, Optional<NetworkText> network)
      throws IOException {
    RecipeSource changes = RecipeSource.of(where, overrides);
    network.ifPresent(layers -> changes.values().putPOJO(NetworkText.KEY, layers));
    return resolve(RecipeSource.of(SHELF.read(nameOrFile)), changes);
  }

  /**
   * Parses the text of a recipe.
   *
   * @param source the name of the recipe, for error messages
   * @throws RecipeException if it is not a valid recipe
   */
  public static Recipe parse(String source, String text) {
    try {
      return resolve(RecipeSource.of(SHELF.parse(source, text)));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * Creates a recipe with a network of its own. Keys without a given value have their defaults.
   *
   * @param values values by key, as text like on the command line
   * @param model the name of the network
   * @param network the layers of the network
   * @throws RecipeException if a key is unknown or a value is invalid
   */
  public static Recipe of(Map<String, String> values, String model, NetworkText network) {
    RecipeSource settings = RecipeSource.of("the settings", values);
    settings.values().put("model", model).putPOJO(NetworkText.KEY, network);
    try {
      return resolve(settings);
    } catch (IOException e) {
      throw new UncheckedIOException("no file is read", e);
    }
  }

  private static Recipe resolve(RecipeSource... sources) throws IOException {
    ObjectNode all = RecipeKeys.defaults();
    for (RecipeSource source : sources) {
      source.over(all);
    }
    return recipe(all);
  }

  private static Recipe recipe(ObjectNode values) {
    Recipe recipe;
    try {
      recipe = YAML.treeToValue(RecipeKeys.checked(values), Recipe.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recipe has a component for each key", e);
    }
    RecipeRules.check(recipe);
    return recipe;
  }

  /**
   * Returns a copy of a recipe in which one key has another value.
   *
   * @param key the key, which must not be {@code network}
   * @throws RecipeException if the value is invalid
   */
  public static Recipe change(Recipe recipe, String key, String value) {
    return change(recipe, Map.of(key, value));
  }

  /**
   * Returns a copy of a recipe in which some keys have other values.
   *
   * @param changed the values by key, which must not be {@code network}
   * @throws RecipeException if a value is invalid
   */
  public static Recipe change(Recipe recipe, Map<String, String> changed) {
    ObjectNode values = YAML.valueToTree(recipe);
    values.putIfAbsent(NetworkText.KEY, JsonNodeFactory.instance.arrayNode());
    changed.forEach(values::put);
    return recipe(values);
  }

  /** Writes a recipe as YAML, with the values of all keys. Reading it gives an equal recipe. */
  public static String write(Recipe recipe) {
    try {
      return YAML.writeValueAsString(recipe);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recipe is texts and numbers", e);
    }
  }

  /** Writes a recipe as YAML, without the keys that may change when a run is resumed. */
  public static String writeUnchangeable(Recipe recipe) {
    ObjectNode values = YAML.valueToTree(recipe);
    values.remove(RecipeKeys.changeable());
    try {
      return YAML.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recipe is texts and numbers", e);
    }
  }

  /** The values of a recipe by key, as its text has them. */
  public static Map<String, JsonNode> values(Recipe recipe) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    YAML.<ObjectNode>valueToTree(recipe)
        .properties()
        .forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    return values;
  }

  /** The keys whose values differ between two recipes. */
  public static List<String> differences(Recipe one, Recipe other) {
    ObjectNode first = YAML.valueToTree(one);
    ObjectNode second = YAML.valueToTree(other);
    return RecipeKeys.all().stream()
        .map(RecipeKey::name)
        .filter(key -> !first.path(key).equals(second.path(key)))
        .toList();
  }

  /**
   * The differences of a second recipe from a first: {@code key: value}, with its value, for each
   * key that differs.
   */
  public static List<String> changes(Recipe one, Recipe other) {
    ObjectNode second = YAML.valueToTree(other);
    return differences(one, other).stream()
        .map(key -> key + ": " + plain(second.path(key)))
        .toList();
  }

  private static String plain(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }
}
