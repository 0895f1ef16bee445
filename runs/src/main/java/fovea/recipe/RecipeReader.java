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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and writes recipes as YAML. */
public final class RecipeReader {

  private static final String DEFAULT = "default";
  private static final String GREY = "lenet5-mnist";

  private static final YamlFile.Shelf SHELF =
      new YamlFile.Shelf("recipe", RecipeReader.class, List.of(DEFAULT, "baseline", GREY));

  /** Data sets that the default does not suit: it mirrors images, and a mirrored 3 is no digit. */
  private static final Map<String, String> SUITED = Map.of("mnist", GREY, "fashion-mnist", GREY);

  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .stringQuotingChecker(new Quoting())
                  .build())
          .build();

  /** YAML 1.1 takes 1e3, 0x10 and 2024_05 for numbers: a folder of that name needs quotes. */
  private static final class Quoting extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean needToQuoteValue(String value) {
      return super.needToQuoteValue(value) || value.matches("(?s)[-+.0-9].*");
    }
  }

  private RecipeReader() {}

  /** The names of the recipes that come with Fovea. */
  public static List<String> shipped() {
    return SHELF.names();
  }

  /**
   * A recipe, and flags that override its keys; where none is named, the shipped one that suits the
   * data set: {@code lenet5-mnist} for MNIST and Fashion-MNIST, {@code default} for all others.
   *
   * @param nameOrFile a shipped recipe's name or a YAML file, if one is named
   * @param overrides values by key, as the command line gives them
   * @throws RecipeException if a key is unknown or its value is not allowed
   * @throws IOException if the file cannot be read
   */
  public static Recipe read(Optional<String> nameOrFile, Map<String, String> overrides)
      throws IOException {
    String suited = SUITED.getOrDefault(overrides.getOrDefault("dataset", ""), DEFAULT);
    return read(nameOrFile.orElse(suited), overrides);
  }

  /**
   * A recipe, and flags that override its keys.
   *
   * @param nameOrFile a shipped recipe's name or a YAML file
   * @param overrides values by key, as the command line gives them
   * @throws RecipeException if a key is unknown or its value is not allowed
   * @throws IOException if the file cannot be read
   */
  public static Recipe read(String nameOrFile, Map<String, String> overrides) throws IOException {
    return resolve(RecipeLayer.of(SHELF.read(nameOrFile)), RecipeLayer.of("the flags", overrides));
  }

  /**
   * A recipe of its text.
   *
   * @param source what to call it in messages
   * @throws RecipeException if it is no recipe
   */
  public static Recipe parse(String source, String text) {
    try {
      return resolve(RecipeLayer.of(SHELF.parse(source, text)));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * The recipe whose keys have these values, and all others their defaults.
   *
   * @param values by key, as the command line gives them
   * @param model what the network is called
   * @param network the network
   * @throws RecipeException if a key is unknown or its value is not allowed
   */
  public static Recipe of(Map<String, String> values, String model, NetworkText network) {
    RecipeLayer settings = RecipeLayer.of("the settings", values);
    settings.values().put("model", model).putPOJO(NetworkText.KEY, network);
    try {
      return resolve(settings);
    } catch (IOException e) {
      throw new UncheckedIOException("no file is read", e);
    }
  }

  private static Recipe resolve(RecipeLayer... layers) throws IOException {
    ObjectNode all = RecipeKeys.defaults();
    for (RecipeLayer layer : layers) {
      layer.over(all);
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

  /** A recipe with one key changed, which is not its network. */
  public static Recipe change(Recipe recipe, String key, String value) {
    ObjectNode values = YAML.valueToTree(recipe);
    values.putIfAbsent(NetworkText.KEY, JsonNodeFactory.instance.arrayNode());
    return recipe(values.put(key, value));
  }

  /** A resolved recipe as YAML: reading it gives the recipe again. */
  public static String write(Recipe recipe) {
    try {
      return YAML.writeValueAsString(recipe);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recipe is texts and numbers", e);
    }
  }

  /** A recipe as YAML without the keys that may change when a run goes on. */
  public static String writeUnchangeable(Recipe recipe) {
    ObjectNode values = YAML.valueToTree(recipe);
    values.remove(RecipeKeys.changeable());
    try {
      return YAML.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recipe is texts and numbers", e);
    }
  }

  /** The keys that two recipes differ in. */
  public static List<String> differences(Recipe one, Recipe other) {
    ObjectNode first = YAML.valueToTree(one);
    ObjectNode second = YAML.valueToTree(other);
    return RecipeKeys.all().stream()
        .map(RecipeKey::name)
        .filter(key -> !first.path(key).equals(second.path(key)))
        .toList();
  }

  /** What the second of two recipes changes: {@code key: value} for each key that differs. */
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
