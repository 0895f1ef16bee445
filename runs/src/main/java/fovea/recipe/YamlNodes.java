package fovea.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Parses YAML into a tree of {@link Node}s with line numbers. */
final class YamlNodes {

  static final int MAX_DEPTH = 100;

  private static final int MAX_LENGTH = 1 << 20;
  private static final YAMLFactory YAML = new YAMLFactory();

  private final String source;
  private final YAMLParser parser;

  private YamlNodes(String source, YAMLParser parser) {
    this.source = source;
    this.parser = parser;
  }

  /**
   * Parses a text that consists of one YAML document.
   *
   * @param source the name of the text, for error messages
   * @throws RecipeException if the text is not YAML, has more than one document, or uses anchors,
   *     aliases or tags
   */
  static Node read(String source, String yaml) {
    return with(
        source,
        yaml,
        nodes -> {
          if (nodes.parser.nextToken() == null) {
            return new Node.Nothing(new Place(source));
          }
          Node root = nodes.node(0);
          nodes.requireEnd();
          return root;
        });
  }

  /**
   * Parses the value of one key of a mapping; empty if the key is absent or the text is not a
   * mapping.
   *
   * @throws RecipeException if the text is not YAML or has the key twice
   */
  static Optional<Node> value(String source, String yaml, String key) {
    return with(source, yaml, nodes -> nodes.value(key));
  }

  /** A function that reads tokens. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(YamlNodes nodes) throws IOException;
  }

  private static <T> T with(String source, String yaml, Reading<T> reading) {
    String text = yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml;
    requireReadable(source, text);
    try (YAMLParser parser = YAML.createParser(text)) {
      return reading.of(new YamlNodes(source, parser));
    } catch (JsonProcessingException e) {
      throw new RecipeException(
          "%s is not YAML: line %s: %s".formatted(source, line(e), problem(e)), e);
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory can be read", e);
    }
  }

  private static int line(JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      return marked.getProblemMark().getLine() + 1;
    }
    return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
  }

  private static String problem(JsonProcessingException e) {
    String message =
        e.getCause() instanceof MarkedYAMLException marked
            ? marked.getProblem()
            : e.getOriginalMessage();
    if (message.contains("TAB")) {
      return "there is a tab: YAML is indented with spaces";
    }
    return message.lines().findFirst().orElse("").replaceFirst(" \\(Scalar value.*", "");
  }

  /**
   * Rejects texts that are too long or contain characters that YAML does not allow, whose position
   * the parser would not report.
   */
  private static void requireReadable(String source, String text) {
    if (text.length() > MAX_LENGTH) {
      throw new RecipeException(
          String.format(
              Locale.ROOT,
              "%s has %,d characters: at most %,d are read",
              source,
              text.length(),
              MAX_LENGTH));
    }
    int line = 1;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      if (!readable(character)) {
        throw new RecipeException(
            String.format(
                Locale.ROOT,
                "%s is not YAML: line %s: the character U+%04X is not allowed",
                source,
                line,
                character));
      }
      line += character == '\n' ? 1 : 0;
      i += Character.charCount(character);
    }
  }

  private static boolean readable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL ->
          character == '\n' || character == '\r' || character == '\t' || character == 0x85;
      case Character.SURROGATE -> false;
      default -> character != 0xFEFF && character != 0xFFFE && character != 0xFFFF;
    };
  }

  private Optional<Node> value(String key) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return Optional.empty();
    }
    Optional<Node> value = Optional.empty();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Place place = place();
      boolean wanted = parser.currentName().equals(key);
      parser.nextToken();
      if (!wanted) {
        parser.skipChildren();
      } else if (value.isPresent()) {
        throw place.refuse("the key '%s' stands there a second time".formatted(key));
      } else {
        value = Optional.of(node(1));
      }
    }
    return value;
  }

  private void requireEnd() throws IOException {
    if (parser.nextToken() != null) {
      throw place()
          .refuse("a second document begins here: leave it out, or put it into a file of its own");
    }
  }

  private Place place() {
    return new Place(source + ", line " + parser.currentTokenLocation().getLineNr());
  }

  private Node node(int depth) throws IOException {
    Place place = place();
    requirePlain(place);
    if (depth > MAX_DEPTH) {
      throw place.refuse("lists lie more than %s deep in each other".formatted(MAX_DEPTH));
    }
    return switch (parser.currentToken()) {
      case START_ARRAY -> items(place, depth);
      case START_OBJECT -> fields(place, depth);
      case VALUE_NULL -> new Node.Nothing(place);
      default -> new Node.Text(place, parser.getText());
    };
  }

  private Node items(Place place, int depth) throws IOException {
    List<Node> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(depth + 1));
    }
    return new Node.Items(place, items);
  }

  private Node fields(Place place, int depth) throws IOException {
    List<Node.Field> fields = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Place at = place();
      String key = parser.currentName();
      requirePlain(at);
      if (fields.stream().anyMatch(field -> field.key().equals(key))) {
        throw at.refuse(
            "the key %s stands there a second time: begin each layer with '- '"
                .formatted(Place.quote(key)));
      }
      parser.nextToken();
      fields.add(new Node.Field(at, key, node(depth + 1)));
    }
    return new Node.Fields(place, fields);
  }

  /** Rejects anchors, aliases and tags. */
  private void requirePlain(Place place) throws IOException {
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      throw place.refuse("anchors (&) and aliases (*) are not read: write out what they stand for");
    }
    if (parser.getTypeId() != null) {
      throw place.refuse("tags (!) are not read: leave it out");
    }
  }
}
