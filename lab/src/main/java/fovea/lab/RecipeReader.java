package fovea.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import fovea.nn.Zoo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Reads and writes recipes as YAML. */
public final class RecipeReader {

  /** The recipe that {@code fovea train} uses when it is given none. */
  public static final String DEFAULT = "default";

  private static final List<String> SHIPPED = List.of(DEFAULT, "baseline", "lenet5-mnist");

  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .stringQuotingChecker(new Quoting())
                  .build())
          .build();

  /** What a key is when neither recipe nor flags say: the lab's network, plain. */
  private static final Map<String, Object> DEFAULTS =
      Map.ofEntries(
          Map.entry("dataset", "cifar10"),
          Map.entry("model", "cifarnet"),
          Map.entry("epochs", 20),
          Map.entry("batch_size", 128),
          Map.entry("lr", 0.1),
          Map.entry("optimizer", "sgd"),
          Map.entry("momentum", 0.0),
          Map.entry("nesterov", false),
          Map.entry("weight_decay", 0.0),
          Map.entry("decoupled", false),
          Map.entry("decay_biases", true),
          Map.entry("beta1", 0.9),
          Map.entry("beta2", 0.999),
          Map.entry("alpha", 0.99),
          Map.entry("epsilon", 1e-8),
          Map.entry("clip_norm", 0.0),
          Map.entry("accumulate", 1),
          Map.entry("schedule", "constant"),
          Map.entry("gamma", 0.95),
          Map.entry("period", 10.0),
          Map.entry("milestones", List.of()),
          Map.entry("min_lr", 0.0),
          Map.entry("rise", 0.3),
          Map.entry("warmup", 0.0),
          Map.entry("schedule_per", "auto"),
          Map.entry("normalize", "none"),
          Map.entry("augment", List.of()),
          Map.entry("dropout", 0.0),
          Map.entry("batch_norm", false),
          Map.entry("label_smoothing", 0.0),
          Map.entry("ema", 0.0),
          Map.entry("patience", 0),
          Map.entry("init", "pytorch"),
          Map.entry("precision", "auto"),
          Map.entry("engine", "auto"),
          Map.entry("seed", 0),
          Map.entry("threads", 0),
          Map.entry("limit_train", 0),
          Map.entry("limit_test", 0),
          Map.entry("holdout", 0),
          Map.entry("max_time", ""));

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
    return SHIPPED;
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
    return resolve(nameOrFile, parse(nameOrFile, text(nameOrFile)), overrides);
  }

  private static String text(String nameOrFile) throws IOException {
    if (SHIPPED.contains(nameOrFile)) {
      try (InputStream in =
          RecipeReader.class.getResourceAsStream("recipes/" + nameOrFile + ".yaml")) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
    Path file = Path.of(nameOrFile);
    if (!Files.isRegularFile(file)) {
      throw new RecipeException(
          "there is no recipe '%s': give a YAML file, or one of %s"
              .formatted(nameOrFile, String.join(", ", SHIPPED)));
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new RecipeException(nameOrFile + " is not YAML: it is no text in UTF-8", e);
    }
  }

  private static ObjectNode parse(String name, String text) {
    try {
      JsonNode node = YAML.readTree(text);
      if (node instanceof ObjectNode object) {
        return object;
      }
      if (node.isMissingNode() || node.isNull()) {
        return JsonNodeFactory.instance.objectNode();
      }
      throw new RecipeException(name + ": a recipe is lines of 'key: value'");
    } catch (JsonProcessingException e) {
      throw new RecipeException(
          "%s is not YAML: line %d: %s"
              .formatted(
                  name,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    }
  }

  private static Recipe resolve(String name, ObjectNode file, Map<String, String> overrides) {
    ObjectNode all = YAML.valueToTree(DEFAULTS);
    for (Map.Entry<String, JsonNode> field : file.properties()) {
      requireKnown(name, field.getKey());
      all.set(field.getKey(), field.getValue());
    }
    overrides.forEach(
        (key, value) -> {
          requireKnown("the flags", key);
          all.put(key, value);
        });
    return recipe(new RecipeValues(all));
  }

  private static void requireKnown(String where, String key) {
    if (!DEFAULTS.containsKey(key)) {
      throw new RecipeException(
          "%s: unknown key '%s'%s".formatted(where, key, Suggestion.among(key, DEFAULTS.keySet())));
    }
  }

  private static Recipe recipe(RecipeValues values) {
    Recipe recipe =
        new Recipe(
            values.text("dataset"),
            values.choice("model", Zoo.names()),
            values.whole("epochs", 1, 100_000),
            values.whole("batch_size", 1, 65_536),
            values.real("lr", 0, false, Double.MAX_VALUE, true),
            values.choice("optimizer", Optimizers.NAMES),
            values.real("momentum", 0, true, 1, false),
            values.truth("nesterov"),
            values.real("weight_decay", 0, true, Double.MAX_VALUE, true),
            values.truth("decoupled"),
            values.truth("decay_biases"),
            values.real("beta1", 0, true, 1, false),
            values.real("beta2", 0, true, 1, false),
            values.real("alpha", 0, true, 1, false),
            values.real("epsilon", 0, false, 1, true),
            values.real("clip_norm", 0, true, Double.MAX_VALUE, true),
            values.whole("accumulate", 1, 65_536),
            values.choice("schedule", Schedules.NAMES),
            values.real("gamma", 0, false, 1, true),
            values.real("period", 0, false, Double.MAX_VALUE, true),
            values.wholes("milestones", 1),
            values.real("min_lr", 0, true, Double.MAX_VALUE, true),
            values.real("rise", 0, true, 1, false),
            values.real("warmup", 0, true, Double.MAX_VALUE, true),
            values.choice("schedule_per", List.of("auto", "epoch", "step")),
            values.choice("normalize", List.of("none", "channel", "image-average")),
            values.augmentations("augment"),
            values.real("dropout", 0, true, 1, false),
            values.truth("batch_norm"),
            values.real("label_smoothing", 0, true, 1, false),
            values.real("ema", 0, true, 1, false),
            values.whole("patience", 0, 100_000),
            values.choice("init", List.of("pytorch", "he", "xavier")),
            values.choice("precision", List.of("auto", "f32", "bf16")),
            values.choice("engine", List.of("auto", "onednn", "reference")),
            values.longWhole("seed"),
            values.whole("threads", 0, 1024),
            values.whole("limit_train", 0, Integer.MAX_VALUE),
            values.whole("limit_test", 0, Integer.MAX_VALUE),
            values.whole("holdout", 0, Integer.MAX_VALUE),
            values.text("max_time"));
    Durations.parse(recipe.maxTime());
    Schedules.check(recipe);
    if (recipe.nesterov() && recipe.momentum() == 0) {
      throw new RecipeException("nesterov is true: it needs a momentum above 0");
    }
    return recipe;
  }

  /** A resolved recipe as YAML: reading it gives the recipe again. */
  public static String write(Recipe recipe) {
    try {
      return YAML.writeValueAsString(recipe);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a recipe is texts and numbers", e);
    }
  }

  /** The keys that two recipes differ in. */
  public static List<String> differences(Recipe one, Recipe other) {
    ObjectNode first = YAML.valueToTree(one);
    ObjectNode second = YAML.valueToTree(other);
    return first.properties().stream()
        .map(Map.Entry::getKey)
        .filter(key -> !first.get(key).equals(second.get(key)))
        .toList();
  }

  /** What the second of two recipes changes: {@code key: value} for each key that differs. */
  public static List<String> changes(Recipe one, Recipe other) {
    ObjectNode second = YAML.valueToTree(other);
    return differences(one, other).stream()
        .map(key -> key + ": " + plain(second.get(key)))
        .toList();
  }

  private static String plain(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }
}
