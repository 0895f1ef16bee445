package fovea.run;

import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.recipe.NetworkFile;
import java.util.List;

/** The network of a run as text, in the form of network files. */
final class RunNetwork {

  private RunNetwork() {}

  /**
   * The text of a network.
   *
   * @throws fovea.recipe.RecipeException if its name, or a layer's, is not fit for a text
   */
  static String write(Network network, RunInfo info) {
    List<Integer> dims = info.input();
    Shape input = Shape.image(dims.get(0), dims.get(1), dims.get(2));
    String text = NetworkFile.of(network, input).toString();
    NetworkFile.parse("the network", text); // refuses what could not be read again
    return text;
  }

  /**
   * The network of a text.
   *
   * @param source what to call it in messages
   * @throws fovea.recipe.RecipeException if it holds none
   */
  static Network parse(String source, String text) {
    NetworkFile file = NetworkFile.parse(source, text);
    return file.network().network(file.name().orElse("network"), 1);
  }
}
