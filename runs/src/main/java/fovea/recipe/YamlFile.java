package fovea.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import fovea.data.TextFile;
import fovea.nn.Suggestion;
import fovea.nn.Zoo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A YAML file with a mapping at its root, either the user's or one that ships with Fovea.
 *
 * @param name the path or name that the user gave
 * @param text the text of the file
 * @param root its keys and values
 */
public record YamlFile(String name, String text, ObjectNode root) {

  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .build();

  /**
   * The files of one kind that ship with Fovea, as resources.
   *
   * @param kind what such a file contains, such as {@code recipe}
   * @param owner a class; the files are in a folder next to it, named after the kind in the plural
   * @param names the names of the files, without extension
   */
  public record Shelf(String kind, Class<?> owner, List<String> names) {

    /**
     * Reads a file.
     *
     * @param nameOrFile the name of a file that ships with Fovea, or a path
     * @throws RecipeException if there is no such file, or it is not a YAML mapping; the message of
     *     a syntax error names the line
     * @throws IOException if the file cannot be read
     */
    public YamlFile read(String nameOrFile) throws IOException {
      return parse(nameOrFile, text(nameOrFile));
    }

    private String text(String nameOrFile) throws IOException {
      if (names.contains(nameOrFile)) {
        String resource = "%ss/%s.yaml".formatted(kind, nameOrFile);
        try (InputStream in = owner.getResourceAsStream(resource)) {
          return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
      Path file = Path.of(nameOrFile);
      if (!Files.isRegularFile(file)) {
        throw new RecipeException(
            "there is no %s '%s': give a YAML file, or one of %s%s"
                .formatted(kind, nameOrFile, String.join(", ", names), instead(nameOrFile)));
      }
      try {
        return TextFile.read(file);
      } catch (TextFile.EncodingException e) {
        throw new RecipeException(e.getMessage(), e);
      }
    }

    /** What was meant by a name of no file: a name that is similar, or one of something else. */
    private String instead(String name) {
      if (Zoo.names().contains(name)) {
        return "; the network " + name + " is chosen with --model " + name;
      }
      return RecipeValues.didYouMean(name, names)
          + (Suggestion.nearest(name, names).isPresent()
              ? ""
              : Suggestion.nearest(name, Zoo.names())
                  .map(near -> "; did you mean --model " + near + "?")
                  .orElse(""));
    }

    /**
     * Parses the text of a file. An empty text gives an empty mapping.
     *
     * @param name the name of the file, for error messages
     * @throws RecipeException if it is not a YAML mapping; the message of a syntax error names the
     *     line
     */
    public YamlFile parse(String name, String text) {
      return new YamlFile(name, text, root(name, text));
    }

    private ObjectNode root(String name, String text) {
      try {
        Node written = YamlNodes.read(name, text);
        JsonNode node = AsWritten.of(YAML.readTree(text), written);
        if (node instanceof ObjectNode object) {
          return object;
        }
        if (node.isMissingNode() || node.isNull()) {
          return JsonNodeFactory.instance.objectNode();
        }
        throw new RecipeException("%s: a %s is lines of 'key: value'".formatted(name, kind));
      } catch (JsonProcessingException e) {
        throw new RecipeException(
            "%s is not YAML: line %s: %s"
                .formatted(
                    name,
                    e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                    e.getOriginalMessage().lines().findFirst().orElse("")),
            e);
      }
    }
  }
}
