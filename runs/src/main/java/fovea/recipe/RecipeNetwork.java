package fovea.recipe;

import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import java.util.List;

/** The network that a recipe asks for: its own text, or one of the zoo. */
public final class RecipeNetwork {

  /** The keys that a network of the zoo is varied by, and that a text has no use for. */
  static final List<String> ZOO_OPTIONS =
      List.of("dropout", "channel_dropout", "batch_norm", "batch_norm_place");

  private RecipeNetwork() {}

  /**
   * The network of a recipe for some number of classes.
   *
   * @throws IllegalArgumentException if the zoo's network has no such options
   */
  public static Network of(Recipe recipe, int classes) {
    return recipe
        .network()
        .map(text -> text.network(recipe.model(), classes))
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
   * Refuses a network that cannot learn such images.
   *
   * @param input the shape of the images that reach it
   * @param classes how many classes there are
   * @throws RecipeException if a layer of its text cannot take what reaches it, or it does not give
   *     a number for each class
   * @throws IllegalArgumentException if a network of the zoo cannot take such images
   */
  public static void check(Recipe recipe, Shape input, int classes) {
    if (recipe.network().isPresent()) {
      recipe.network().get().check(input, classes);
    } else {
      of(recipe, classes).output(input);
    }
  }
}
