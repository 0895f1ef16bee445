package fovea.experiment;

import fovea.engine.Variable;
import fovea.recipe.OptimizerKind;
import fovea.recipe.Recipe;
import fovea.train.Adagrad;
import fovea.train.Adam;
import fovea.train.GradientAccumulation;
import fovea.train.GradientClipping;
import fovea.train.Lion;
import fovea.train.Muon;
import fovea.train.Optimizer;
import fovea.train.RmsProp;
import fovea.train.Sgd;
import fovea.train.WeightAveraging;
import fovea.train.WeightDecay;
import java.util.List;

/** Creates the optimiser of a recipe. */
public final class Optimizers {

  private Optimizers() {}

  /**
   * The optimiser of a recipe, with clipping, averaging and accumulation around it: an average is
   * taken of steps, not of batches.
   */
  public static Optimizer of(Recipe recipe, List<Variable> variables) {
    Optimizer optimizer = plain(recipe, variables);
    if (recipe.clipNorm() > 0) {
      optimizer = new GradientClipping(optimizer, variables, recipe.clipNorm());
    }
    if (recipe.ema() > 0) {
      optimizer = new WeightAveraging(optimizer, variables, recipe.ema());
    }
    return recipe.accumulate() > 1
        ? new GradientAccumulation(optimizer, variables, recipe.accumulate())
        : optimizer;
  }

  private static Optimizer plain(Recipe recipe, List<Variable> variables) {
    boolean decoupled =
        recipe.decoupled()
            || recipe.optimizer() == OptimizerKind.ADAMW
            || recipe.optimizer() == OptimizerKind.LION;
    WeightDecay decay = new WeightDecay(recipe.weightDecay(), decoupled, !recipe.decayBiases());
    return switch (recipe.optimizer()) {
      case SGD -> new Sgd(variables, recipe.momentum(), recipe.nesterov(), decay);
      case ADAM, ADAMW ->
          new Adam(variables, recipe.beta1(), recipe.beta2(), recipe.epsilon(), decay);
      case RMSPROP ->
          new RmsProp(variables, recipe.alpha(), recipe.epsilon(), recipe.momentum(), decay);
      case ADAGRAD -> new Adagrad(variables, recipe.epsilon(), decay);
      case LION -> new Lion(variables, recipe.beta1(), recipe.beta2(), decay);
      case MUON -> new Muon(variables, recipe.momentum(), restRate(recipe), decay);
    };
  }

  /** The rate of what is no filter, as a multiple of the filters'. */
  private static double restRate(Recipe recipe) {
    return recipe.restLr() == 0 ? 1 : recipe.restLr() / recipe.lr();
  }
}
