package fovea.recipe;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A network as text: the list of its layers, such as {@code conv 32 5x5 same}, {@code relu}, {@code
 * maxpool 2}, in a network file or under the key {@code network} of a recipe. Two texts are equal
 * if they describe the same network, regardless of spelling. Layers without a given name are named
 * by {@link fovea.nn.Layers#name}.
 */
public final class NetworkText {

  /** The key of the list in recipes and network files. */
  static final String KEY = "network";

  private final List<Entry> entries;
  private final ArrayNode tree;

  private NetworkText(List<Entry> entries) {
    this.entries = entries;
    this.tree = NetworkTree.of(entries);
  }

  /**
   * The text of a network.
   *
   * @throws RecipeException if the name of a layer is not valid in a text, or blocks are nested too
   *     deeply
   */
  public static NetworkText of(Network network) {
    return read(NetworkTree.of(NetworkTree.entries(network.layers())));
  }

  /**
   * Reads a list from a Jackson tree. Error messages give the positions of its entries, since a
   * tree has no line numbers.
   *
   * @throws RecipeException if it is not a valid list of layers
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static NetworkText read(JsonNode list) {
    return of(JsonNodes.of(list, KEY));
  }

  /**
   * Reads the network of a recipe; empty if it has no key {@code network}. Error messages give line
   * numbers.
   *
   * @param source the name of the recipe for error messages, usually its file
   * @param recipe the whole text of the recipe
   * @throws RecipeException if the text is not YAML, or {@code network} is not a valid list of
   *     layers
   */
  public static Optional<NetworkText> in(String source, String recipe) {
    return YamlNodes.value(source, recipe, KEY).map(NetworkText::of);
  }

  /**
   * Reads the network at a place inside a YAML file. Error messages give line numbers.
   *
   * @param source the name of the place, for error messages
   * @param path the keys and positions that lead to the list, from the root of the file
   * @throws RecipeException if there is no valid list of layers
   */
  public static NetworkText at(String source, YamlFile file, Object... path) {
    Node node = YamlNodes.read(source, file.text());
    for (Object step : path) {
      node = step instanceof Integer index ? node.item(index) : node.field((String) step);
    }
    return of(node);
  }

  static NetworkText of(Node list) {
    return new NetworkText(EntryReader.read(list));
  }

  /** Whether {@link #network} depends on the number of classes. */
  public boolean needsClasses() {
    return entries.stream().anyMatch(entry -> entry.part().needsClasses());
  }

  /**
   * Builds the network.
   *
   * @param name the name of the network
   * @param classes the number of outputs of layers such as {@code linear classes}
   */
  public Network network(String name, int classes) {
    return new Network(name, Part.layers(entries, classes));
  }

  /**
   * Checks that the network can be trained to classify images.
   *
   * @param input the shape of an image
   * @param classes the number of classes
   * @throws RecipeException if a layer does not accept its input, the network does not output one
   *     score per class, or it has no parameters to learn; the message names the layer and its line
   *     and suggests a correction
   */
  public void check(Shape input, int classes) {
    Fit.require(entries, input, classes);
  }

  /**
   * Checks that each layer accepts its input. The output may have any shape.
   *
   * @param input the shape of an image
   * @param classes the number of outputs of layers such as {@code linear classes}
   * @throws RecipeException if a layer does not accept its input; the message names the layer and
   *     its line and suggests a correction
   */
  public void checkLayers(Shape input, int classes) {
    Fit.requireLayers(entries, input, classes);
  }

  /** The canonical form as a tree, from which {@link #read} returns an equal text. */
  @JsonValue
  JsonNode tree() {
    return tree.deepCopy();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkText text && tree.equals(text.tree);
  }

  @Override
  public int hashCode() {
    return tree.hashCode();
  }

  /** The canonical form as YAML, a list with one entry per layer. */
  @Override
  public String toString() {
    return NetworkTree.yaml(tree, 0);
  }

  /** The canonical form as YAML, with spaces before each line. */
  String indented(int spaces) {
    return NetworkTree.yaml(tree, spaces);
  }
}
