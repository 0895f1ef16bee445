package fovea.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads YAML token by token, so that every part knows its line. */
final class YamlNodes {

  static final int DEEPEST = 100;

  private static final int LONGEST = 1 << 20;
  private static final YAMLFactory YAML = new YAMLFactory();

  private final String source;
  private final YAMLParser parser;

  private YamlNodes(String source, YAMLParser parser) {
    this.source = source;
    this.parser = parser;
  }

  /**
   * All that a text holds.
   *
   * @param source what to call it in messages
   * @throws RecipeException if it is no YAML, or more than one document
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
   * The value of one key of a text that is lines of {@code key: value}.
   *
   * @throws RecipeException if it is no YAML, or has the key twice
   */
  static Optional<Node> value(String source, String yaml, String key) {
    return with(source, yaml, nodes -> nodes.value(key));
  }

  /** What is read from the tokens. */
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
          "%s is not YAML: line %d: %s".formatted(source, line(e), problem(e)), e);
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

  /** YAML allows no control characters; its parser would not say where they are. */
  private static void requireReadable(String source, String text) {
    if (text.length() > LONGEST) {
      throw new RecipeException(
          "%s has %,d characters: at most %,d are read".formatted(source, text.length(), LONGEST));
    }
    int line = 1;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      if (!readable(character)) {
        throw new RecipeException(
            "%s is not YAML: line %d: the character U+%04X is not allowed"
                .formatted(source, line, character));
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
    if (depth > DEEPEST) {
      throw place.refuse("lists lie more than %d deep in each other".formatted(DEEPEST));
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

  private void requirePlain(Place place) throws IOException {
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      throw place.refuse("anchors (&) and aliases (*) are not read: write out what they stand for");
    }
    if (parser.getTypeId() != null) {
      throw place.refuse("tags (!) are not read: leave it out");
    }
  }
}
