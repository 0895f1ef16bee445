package fovea.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.nn.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recipe values of one source, a file or flags. Flags override a file, which overrides the
 * defaults of the keys.
 *
 * @param where the name of the source, for error messages
 * @param values the values by key
 * @param text the text of the file, which gives the line numbers of a network; empty if the values
 *     are not from a file
 * @param folder the directory in which a network file is looked up first
 */
record RecipeSource(String where, ObjectNode values, Optional<String> text, Path folder) {

  private static final Logger LOG = LoggerFactory.getLogger(RecipeSource.class);

  private static final String MODEL = "model";
  private static final String INIT = "init";
  private static final String NORMALIZE = "normalize";

  /** The values of a recipe file. */
  static RecipeSource of(YamlFile file) {
    Path parent = Path.of(file.name()).toAbsolutePath().getParent();
    return new RecipeSource(file.name(), file.root(), Optional.of(file.text()), parent);
  }

  /** The values of flags, or of settings from a program. */
  static RecipeSource of(String where, Map<String, String> overrides) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    overrides.forEach(values::put);
    return new RecipeSource(where, values, Optional.empty(), Path.of(""));
  }

  /**
   * Overrides values with those of this source.
   *
   * @param all the values of sources of lower priority, which are modified
   * @throws RecipeException if a key is unknown, there is no such network, or an option of the
   *     zoo's networks is given for a network that is text
   * @throws IOException if a network file cannot be read
   */
  void over(ObjectNode all) throws IOException {
    for (Map.Entry<String, JsonNode> field : values.properties()) {
      RecipeKeys.requireKnown(where, field.getKey());
      all.set(field.getKey(), field.getValue());
    }
    initFile(all);
    Optional<NetworkText> own = network(all);
    if (own.isPresent()) {
      all.putPOJO(NetworkText.KEY, own.get());
      requireNoZooOptions(all);
      resetZooOptions(all);
    } else if (values.has(MODEL)) {
      all.putArray(NetworkText.KEY);
    } else if (!all.path(NetworkText.KEY).isArray()) { // a source of lower priority gave a text
      requireNoZooOptions(all);
    }
  }

  /**
   * Resolves the file of initial weights that this source names. Images are normalised as those
   * that it was trained on, unless this source says otherwise.
   */
  private void initFile(ObjectNode all) {
    String init = values.path(INIT).asText();
    if (!values.path(INIT).isTextual() || InitKind.isScheme(init)) {
      return;
    }
    if (!InitKind.isPath(init) && !isThere(init)) {
      return;
    }
    String found = path(init);
    all.put(INIT, InitKind.isPath(found) ? found : "./" + found);
    if (!values.has(NORMALIZE)) {
      all.put(NORMALIZE, NormalizationKind.PRETRAINED.label());
      all.putArray("mean");
      all.putArray("deviation");
    }
  }

  /** The network text that this source gives, either itself or in the file that its model names. */
  private Optional<NetworkText> network(ObjectNode all) throws IOException {
    JsonNode list = values.path(NetworkText.KEY);
    if (!list.isMissingNode() && !(list.isArray() && list.isEmpty())) {
      requireOneNetwork();
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

  /** Beside layers, the model is only the name of the network, not a second one. */
  private void requireOneNetwork() {
    String model = values.path(MODEL).asText();
    if (NetworkSource.looksLikeAFile(model) && Files.exists(Path.of(path(model)))) {
      throw new RecipeException(
          "%s: model is the file %s, and network is a list of layers: give one of them"
              .formatted(where, model));
    }
  }

  /** Looks up a file next to the file that names it, then in the working directory. */
  private String path(String file) {
    Path beside = folder.resolve(file);
    return Files.exists(beside) ? beside.toString() : file;
  }

  /** Whether a name is that of a file or a folder. */
  private boolean isThere(String name) {
    try {
      return !name.isBlank() && Files.exists(Path.of(path(name)));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private void requireNoZooOptions(ObjectNode all) {
    for (String key : RecipeNetwork.ZOO_OPTIONS) {
      if (values.has(key) && !RecipeKeys.isDefault(key, values.get(key))) {
        throw new RecipeException(
            "%s: %s is an option of the zoo's networks, and %s is given as text: write it as a line of its layers, or leave it out"
                .formatted(where, key, all.path(MODEL).asText()));
      }
    }
  }

  /**
   * Resets the options of the zoo's networks that sources of lower priority have set, since they do
   * not apply to a network text.
   */
  private static void resetZooOptions(ObjectNode all) {
    List<String> asked =
        RecipeNetwork.ZOO_OPTIONS.stream()
            .filter(key -> !RecipeKeys.isDefault(key, all.get(key)))
            .toList();
    asked.forEach(key -> all.set(key, RecipeKeys.defaults().get(key)));
    if (!asked.isEmpty()) {
      LOG.info(
          "{} is given as text, so {} of the recipe {} ignored: such options are for the zoo's"
              + " networks",
          all.path(MODEL).asText(),
          String.join(", ", asked),
          asked.size() == 1 ? "is" : "are");
    }
  }
}
