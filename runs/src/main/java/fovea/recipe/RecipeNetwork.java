package fovea.recipe;

import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import java.util.List;

/** Builds and checks the network of a recipe: its own, given as text, or one of the zoo. */
public final class RecipeNetwork {

  /** The keys that are options of the zoo's networks. They do not apply to a network text. */
  static final List<String> ZOO_OPTIONS =
      List.of("dropout", "channel_dropout", "batch_norm", "batch_norm_place");

  private RecipeNetwork() {}

  /**
   * Builds the network of a recipe.
   *
   * @throws IllegalArgumentException if the network of the zoo does not support the options
   */
  public static Network of(Recipe recipe, int classes) {
    return recipe
        .network()
        .map(text -> text.network(LayerName.nearest(recipe.model()), classes))
        .orElseGet(() -> Zoo.network(recipe.model(), options(recipe, classes)));
  }

  private static Zoo.Options options(Recipe recipe, int classes) {
    return new Zoo.Options(
        classes,
        recipe.dropout(),
        recipe.channelDropout(),
        recipe.batchNorm(),
        Zoo.BatchNormPlacement.named(recipe.batchNormPlace()));
  }

  /**
   * Checks that the network of a recipe can be trained on images.
   *
   * @param input the shape of the network's input, after preprocessing
   * @param classes the number of classes
   * @throws RecipeException if a layer of its text does not accept its input, or the text does not
   *     output one score per class
   * @throws IllegalArgumentException if a network of the zoo does not accept such images
   */
  public static void check(Recipe recipe, Shape input, int classes) {
    if (recipe.network().isPresent()) {
      recipe.network().get().check(input, classes);
      checkWhitening(of(recipe, classes), input);
    } else {
      of(recipe, classes).output(input);
    }
  }

  /** Checks that only the first layer whitens, whose input are the images. */
  private static void checkWhitening(Network network, Shape input) {
    String first = network.layers().get(0).name() + ".weight";
    for (Parameter parameter : network.parameters(input)) {
      if (parameter.start() == Parameter.Start.WHITENING && !parameter.name().equals(first)) {
        throw new RecipeException(
            "%s: only the first layer can be 'whitening', for its filters are fitted to patches of images"
                .formatted(parameter.name().replaceFirst("\\.weight$", "")));
      }
    }
  }
}
