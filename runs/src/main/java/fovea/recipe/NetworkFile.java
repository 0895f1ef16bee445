package fovea.recipe;

import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Suggestion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a network file says: a list of layers, or {@code network:} with that list, and beside it
 * {@code name:} and {@code input:} if wanted.
 *
 * @param name what the network is called, if the file says
 * @param input the shape of the images that it is made for, if the file says
 * @param network its layers
 */
public record NetworkFile(Optional<String> name, Optional<Shape> input, NetworkText network) {

  private static final List<String> KEYS = List.of("name", "input", NetworkText.KEY);

  /** The file of a network that was made for images of a shape. */
  public static NetworkFile of(Network network, Shape input) {
    return new NetworkFile(
        Optional.of(network.name()), Optional.of(input), NetworkText.of(network));
  }

  /**
   * Reads a file.
   *
   * @throws RecipeException if it does not hold a network; the message names file and line
   * @throws IOException if it cannot be read
   */
  public static NetworkFile read(Path file) throws IOException {
    return parse(file.toString(), decode(file.toString(), Files.readAllBytes(file)));
  }

  private static String decode(String source, byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer text = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, text, true);
    text.flip();
    if (result.isError()) {
      long line = 1 + text.chars().filter(each -> each == '\n').count();
      throw new RecipeException(
          "%s is not YAML: line %d: it is no text in UTF-8".formatted(source, line));
    }
    return text.toString();
  }

  /**
   * Reads a file's text.
   *
   * @param source what to call it in messages
   * @throws RecipeException if it does not hold a network; the message names the line
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

  /** The file's text: reading it gives this again. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    name.ifPresent(value -> text.append("name: ").append(value).append('\n'));
    input.ifPresent(value -> text.append("input: ").append(value).append('\n'));
    return text.append("network:\n").append(network.indented(2)).toString();
  }
}
