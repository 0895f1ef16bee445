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

  /**
   * Checks that the network of a recipe has the same parameters for images of another size.
   *
   * @param input a shape that {@link #check} has accepted
   * @param resized the shape of other images
   * @throws RecipeException if the network does not accept these, or has other parameters then
   */
  public static void checkResized(Recipe recipe, Shape input, Shape resized, int classes) {
    if (resized.height() > input.height() || resized.width() > input.width()) {
      throw new RecipeException(
          "progressive_resizing to %sx%s: images have %sx%s, and can only get smaller"
              .formatted(resized.width(), resized.height(), input.width(), input.height()));
    }
    try {
      Network network = of(recipe, classes);
      List<Parameter> parameters = network.parameters(input);
      network.output(resized);
      List<Parameter> others = network.parameters(resized);
      for (int i = 0; i < parameters.size(); i++) {
        Parameter own = parameters.get(i);
        if (!own.dims().equals(others.get(i).dims())) {
          throw new IllegalArgumentException(
              "%s would be %s instead of %s: let a global pooling come before the first linear layer"
                  .formatted(own.name(), others.get(i).dims(), own.dims()));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new RecipeException(
          "progressive_resizing to %sx%s: %s"
              .formatted(resized.width(), resized.height(), e.getMessage()),
          e);
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
