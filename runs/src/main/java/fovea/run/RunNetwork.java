package fovea.run;

import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.recipe.NetworkFile;
import java.util.List;

/** Reads and writes the network of a run as text, in the format of network files. */
final class RunNetwork {

  private RunNetwork() {}

  /**
   * Formats a network as text.
   *
   * @throws fovea.recipe.RecipeException if the name of the network or of a layer cannot be written
   *     as text
   */
  static String write(Network network, RunInfo info) {
    List<Integer> dims = info.input();
    Shape input = Shape.image(dims.get(0), dims.get(1), dims.get(2));
    String text = NetworkFile.of(network, input).toString();
    NetworkFile.parse("the network", text); // throws if it could not be read back
    return text;
  }

  /**
   * Parses a network.
   *
   * @param source the name of the text's source in messages
   * @throws fovea.recipe.RecipeException if the text is not a network
   */
  static Network parse(String source, String text) {
    NetworkFile file = NetworkFile.parse(source, text);
    return file.network().network(file.name().orElse("network"), 1);
  }
}
