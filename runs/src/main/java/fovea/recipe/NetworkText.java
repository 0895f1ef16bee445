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
 * A network as the list of its layers' texts, such as {@code conv 32 5x5 same}, {@code relu},
 * {@code maxpool 2}: what a network file or the key {@code network} of a recipe holds. Two of them
 * are equal if they say the same, however it was written. Layers without a name get the one that
 * {@link fovea.nn.Layers#name} gives them.
 */
public final class NetworkText {

  /** The key that holds the list in files. */
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
   * @throws RecipeException if a layer's name is not fit for a text, or blocks lie too deep in each
   *     other
   */
  public static NetworkText of(Network network) {
    return read(NetworkTree.of(NetworkTree.entries(network.layers())));
  }

  /**
   * A list that has been read by someone else; messages count its entries.
   *
   * @throws RecipeException if it is no list of layers
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static NetworkText read(JsonNode list) {
    return of(JsonNodes.of(list, KEY));
  }

  /**
   * The network that a recipe holds, if it does; messages name its lines.
   *
   * @param source what to call the recipe, usually its file
   * @param recipe all its text
   * @throws RecipeException if it is no YAML, or {@code network} no list of layers
   */
  public static Optional<NetworkText> in(String source, String recipe) {
    return YamlNodes.value(source, recipe, KEY).map(NetworkText::of);
  }

  static NetworkText of(Node list) {
    return new NetworkText(EntryReader.read(list));
  }

  /** Whether {@link #network} depends on the number of classes. */
  public boolean needsClasses() {
    return entries.stream().anyMatch(entry -> entry.part().needsClasses());
  }

  /**
   * The network.
   *
   * @param name what it is called
   * @param classes outputs of layers that say {@code linear classes}
   */
  public Network network(String name, int classes) {
    return new Network(name, Part.layers(entries, classes));
  }

  /**
   * Refuses the network if it cannot learn to classify such images.
   *
   * @param input an image's shape
   * @param classes how many classes there are
   * @throws RecipeException if a layer cannot take what reaches it, or the result is not a number
   *     for each class; the message names the layer, its line, and what to write
   */
  public void check(Shape input, int classes) {
    Fit.require(entries, input, classes);
  }

  /**
   * Refuses the network if a layer cannot take what reaches it.
   *
   * @param input an image's shape
   * @param classes outputs of layers that say {@code linear classes}
   * @throws RecipeException if there is such a layer; the message names it, its line, and what to
   *     write
   */
  public void checkLayers(Shape input, int classes) {
    Fit.requireLayers(entries, input, classes);
  }

  /** The list as a tree: reading it gives this again. */
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

  /** The list in YAML, a line a layer. */
  @Override
  public String toString() {
    return NetworkTree.yaml(tree, 0);
  }

  /** The same with spaces before each line. */
  String indented(int spaces) {
    return NetworkTree.yaml(tree, spaces);
  }
}
