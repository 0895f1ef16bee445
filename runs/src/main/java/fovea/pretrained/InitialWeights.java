package fovea.pretrained;

import fovea.engine.Model;
import fovea.engine.Variable;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.recipe.Recipe;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The weights that a training starts with. */
@FunctionalInterface
public interface InitialWeights {

  /** Writes them into a model. */
  void write(Model model) throws IOException;

  /**
   * The initial weights of a recipe: random ones, or those of a file.
   *
   * @param network the network to be trained
   * @param input the shape of its input
   * @param classes the names of the classes
   * @throws fovea.recipe.RecipeException if the weights of the file do not fit the network; the
   *     message lists every mismatch
   * @throws IOException if the file cannot be read
   */
  static InitialWeights of(Recipe recipe, Network network, Shape input, List<String> classes)
      throws IOException {
    if (recipe.initFile().isEmpty()) {
      Initialization scheme = Initialization.named(recipe.init());
      return model -> model.initialize(scheme, recipe.seed());
    }
    WeightMatch match =
        WeightMatch.of(WeightsFile.open(recipe.initFile().get()), network, input, classes);
    match.log();
    return model -> match.write(model, recipe.seed());
  }

  /**
   * These weights, some of which are then replaced.
   *
   * @param values the values of parameters, row-major, by their names
   */
  default InitialWeights then(Map<String, float[]> values) {
    return model -> {
      write(model);
      for (Variable variable : model.variables()) {
        float[] replaced = values.get(variable.parameter().name());
        if (replaced != null) {
          variable.write(replaced, variable.values());
        }
      }
    };
  }

  /** None, for a model whose weights are set otherwise. */
  static InitialWeights none() {
    return model -> {};
  }
}
