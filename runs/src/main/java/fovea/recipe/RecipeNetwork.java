package fovea.recipe;

import fovea.nn.Network;
import fovea.nn.Zoo;

/** The network that a recipe asks for. */
public final class RecipeNetwork {

  private RecipeNetwork() {}

  /**
   * The network of a recipe for some number of classes.
   *
   * @throws RecipeException if it cannot be made so
   */
  public static Network of(Recipe recipe, int classes) {
    return Zoo.network(
        recipe.model(),
        new Zoo.Options(
            classes,
            recipe.dropout(),
            recipe.channelDropout(),
            recipe.batchNorm(),
            Zoo.Place.named(recipe.batchNormPlace())));
  }
}
