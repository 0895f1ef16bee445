package fovea.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.nn.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A layer of recipe values: flags override a file, which overrides the defaults of the keys.
 *
 * @param where where the values stand, for messages
 * @param values by key
 * @param text the file's text, if they are a file's: it tells the lines of a network
 * @param folder where a network's file is looked for first
 */
record RecipeLayer(String where, ObjectNode values, Optional<String> text, Path folder) {

  private static final Logger LOG = LoggerFactory.getLogger(RecipeLayer.class);

  private static final String MODEL = "model";

  /** The layer of a file. */
  static RecipeLayer of(YamlFile file) {
    Path parent = Path.of(file.name()).toAbsolutePath().getParent();
    return new RecipeLayer(file.name(), file.root(), Optional.of(file.text()), parent);
  }

  /** The layer of flags, or of settings from a program. */
  static RecipeLayer of(String where, Map<String, String> overrides) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    overrides.forEach(values::put);
    return new RecipeLayer(where, values, Optional.empty(), Path.of(""));
  }

  /**
   * Lays these values over others.
   *
   * @throws RecipeException if a key is unknown, there is no such network, or an option of the
   *     zoo's networks is given for one that is a text
   * @throws IOException if a network's file cannot be read
   */
  void over(ObjectNode all) throws IOException {
    for (Map.Entry<String, JsonNode> field : values.properties()) {
      RecipeKeys.requireKnown(where, field.getKey());
      all.set(field.getKey(), field.getValue());
    }
    Optional<NetworkText> own = network(all);
    if (own.isPresent()) {
      all.putPOJO(NetworkText.KEY, own.get());
      requireNoZooOptions(all);
      forgetZooOptions(all);
    } else if (values.has(MODEL)) {
      all.putArray(NetworkText.KEY);
    } else if (!all.path(NetworkText.KEY).isArray()) { // a layer below has brought a text
      requireNoZooOptions(all);
    }
  }

  /** The text that this layer brings, by itself or as the file that its model names. */
  private Optional<NetworkText> network(ObjectNode all) throws IOException {
    JsonNode list = values.path(NetworkText.KEY);
    if (!list.isMissingNode() && !(list.isArray() && list.isEmpty())) {
      return text.isPresent()
          ? NetworkText.in(where, text.get())
          : new RecipeValues(values).network(NetworkText.KEY);
    }
    String model = values.path(MODEL).asText();
    if (!values.path(MODEL).isTextual() || Zoo.names().contains(model) || model.isBlank()) {
      return Optional.empty();
    }
    NetworkSource source = NetworkSource.of(path(model));
    all.put(MODEL, source.name());
    return source.text();
  }

  /** A file is looked for beside the file that names it, then in the working directory. */
  private String path(String model) {
    Path beside = folder.resolve(model);
    return Files.exists(beside) ? beside.toString() : model;
  }

  private void requireNoZooOptions(ObjectNode all) {
    for (String key : RecipeNetwork.ZOO_OPTIONS) {
      if (values.has(key) && !RecipeKeys.isUsual(key, values.get(key))) {
        throw new RecipeException(
            "%s: %s is an option of the zoo's networks, and %s is given as text: write it as a line of its layers, or leave it out"
                .formatted(where, key, all.path(MODEL).asText()));
      }
    }
  }

  /** What a layer below asked of a network of the zoo is no matter of a text. */
  private static void forgetZooOptions(ObjectNode all) {
    List<String> asked =
        RecipeNetwork.ZOO_OPTIONS.stream()
            .filter(key -> !RecipeKeys.isUsual(key, all.get(key)))
            .toList();
    asked.forEach(key -> all.set(key, RecipeKeys.defaults().get(key)));
    if (!asked.isEmpty()) {
      LOG.info(
          "{} is trained as its text says: {} of the recipe {} for the zoo's networks",
          all.path(MODEL).asText(),
          String.join(", ", asked),
          asked.size() == 1 ? "is" : "are");
    }
  }
}
