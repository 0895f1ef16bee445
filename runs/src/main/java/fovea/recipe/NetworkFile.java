package fovea.recipe;

import fovea.data.TextFile;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Suggestion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The content of a network file: a list of layers, either alone or under the key {@code network},
 * beside the optional keys {@code name} and {@code input}.
 *
 * @param name the name of the network; empty if the file has none
 * @param input the input shape that the network is designed for; empty if the file has none
 * @param network the layers
 */
public record NetworkFile(Optional<String> name, Optional<Shape> input, NetworkText network) {

  private static final List<String> KEYS = List.of("name", "input", NetworkText.KEY);

  /**
   * The content of a file for a network.
   *
   * @param input the input shape that the network is designed for
   */
  public static NetworkFile of(Network network, Shape input) {
    return new NetworkFile(
        Optional.of(network.name()), Optional.of(input), NetworkText.of(network));
  }

  /**
   * Reads a network file.
   *
   * @throws RecipeException if it does not contain a valid network; the message names the file and
   *     the line
   * @throws IOException if it cannot be read
   */
  public static NetworkFile read(Path file) throws IOException {
    try {
      return parse(file.toString(), TextFile.read(file));
    } catch (TextFile.EncodingException e) {
      throw new RecipeException(e.getMessage(), e);
    }
  }

  /**
   * Parses the text of a network file.
   *
   * @param source the name of the file, for error messages
   * @throws RecipeException if it does not contain a valid network; the message names the line
   */
  public static NetworkFile parse(String source, String yaml) {
    Node root = YamlNodes.read(source, yaml);
    if (root instanceof Node.Items) {
      return new NetworkFile(Optional.empty(), Optional.empty(), NetworkText.of(root));
    }
    if (!(root instanceof Node.Fields fields)) {
      throw root.place()
          .refuse(root.kind() + " where a list of layers is due: begin each with '- '");
    }
    Optional<String> name = Optional.empty();
    Optional<Shape> input = Optional.empty();
    Optional<NetworkText> network = Optional.empty();
    for (Node.Field field : fields.fields()) {
      switch (field.key()) {
        case "name" -> name = Optional.of(name(field));
        case "input" -> input = Optional.of(input(field));
        case NetworkText.KEY -> network = Optional.of(NetworkText.of(field.value()));
        default -> throw field.place().refuse(unknown(field.key()));
      }
    }
    return new NetworkFile(
        name,
        input,
        network.orElseThrow(
            () -> root.place().refuse("'network:' is missing, and the list of layers below it")));
  }

  private static String unknown(String key) {
    return "unknown key %s%s"
        .formatted(
            Place.quote(key),
            Suggestion.nearest(key, KEYS)
                .map(near -> ": did you mean '" + near + "'?")
                .orElse(": a network file has name, input and network"));
  }

  private static String name(Node.Field field) {
    if (!(field.value() instanceof Node.Text text)) {
      throw field.place().refuse("%s where a name is due".formatted(field.value().kind()));
    }
    LayerName.require(field.place(), text.text());
    return text.text();
  }

  private static Shape input(Node.Field field) {
    String text = field.value() instanceof Node.Text value ? value.text().strip() : "";
    String shape = text.toLowerCase(Locale.ROOT).replace('\u00D7', 'x').replace(" ", "");
    if (!shape.matches("-?\\d{1,9}x-?\\d{1,9}x-?\\d{1,9}")) {
      throw field
          .place()
          .refuse(
              "input is %s: it must be channels x height x width, such as 3x32x32"
                  .formatted(text.isEmpty() ? field.value().kind() : Place.quote(text)));
    }
    try {
      return Shape.parse(shape, Shape.Order.CHANNELS_FIRST);
    } catch (IllegalArgumentException e) {
      throw field.place().refuse("input: " + e.getMessage());
    }
  }

  /** The text of the file, from which {@link #parse} returns an equal value. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    name.ifPresent(value -> text.append("name: ").append(value).append('\n'));
    input.ifPresent(value -> text.append("input: ").append(value).append('\n'));
    return text.append("network:\n").append(network.indented(2)).toString();
  }
}
