package fovea.experiment;

import fovea.engine.MatrixProduct;
import fovea.engine.Variable;
import fovea.nn.Parameter;
import fovea.recipe.OptimizerKind;
import fovea.recipe.Recipe;
import fovea.train.Adagrad;
import fovea.train.Adam;
import fovea.train.GradientAccumulation;
import fovea.train.GradientClipping;
import fovea.train.Lion;
import fovea.train.Lookahead;
import fovea.train.Muon;
import fovea.train.Optimizer;
import fovea.train.ParameterGroups;
import fovea.train.ParameterGroups.Group;
import fovea.train.RmsProp;
import fovea.train.Sgd;
import fovea.train.WeightAveraging;
import fovea.train.WeightDecay;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Creates the optimiser of a recipe.
 *
 * @param recipe the recipe
 * @param multiplier what multiplies matrices
 */
public record Optimizers(Recipe recipe, MatrixProduct multiplier) {

  /**
   * Creates the optimiser, wrapped in gradient clipping, lookahead, weight averaging and gradient
   * accumulation as requested. Weights are averaged once per step of the optimiser, not once per
   * accumulated batch.
   *
   * @param batches number of batches per epoch
   */
  public Optimizer of(List<Variable> variables, int batches) {
    Optimizer optimizer = recipe.shiftLr() > 0 ? shiftsAndRest(variables) : byLayer(variables);
    if (recipe.clipNorm() > 0) {
      optimizer = new GradientClipping(optimizer, variables, recipe.clipNorm());
    }
    if (recipe.lookahead() > 0) {
      long steps = Math.max(1, (long) recipe.epochs() * batches / recipe.accumulate());
      optimizer = new Lookahead(optimizer, variables, recipe.lookahead(), steps);
    }
    if (recipe.ema() > 0) {
      optimizer = new WeightAveraging(optimizer, variables, recipe.ema());
    }
    return recipe.accumulate() > 1
        ? new GradientAccumulation(optimizer, variables, recipe.accumulate())
        : optimizer;
  }

  private Optimizer byLayer(List<Variable> variables) {
    return recipe.bodyLr() > 0 ? bodyAndHead(variables) : unwrapped(variables);
  }

  /**
   * One optimiser for the shifts of normalisations, with a rate of its own but the weight decay per
   * step of the others, and one for all other parameters.
   */
  private Optimizer shiftsAndRest(List<Variable> variables) {
    Map<Boolean, List<Variable>> parts =
        variables.stream()
            .collect(
                Collectors.partitioningBy(each -> each.parameter().role() == Parameter.Role.SHIFT));
    double factor = recipe.shiftLr() / (recipe.lr() * otherRate());
    return new ParameterGroups(
        List.of(
            new Group(unwrapped(parts.get(true), recipe.weightDecay() / factor), factor),
            new Group(byLayer(parts.get(false)), 1)));
  }

  /** One optimiser for the last layer with parameters, and one with its own rate for the others. */
  private Optimizer bodyAndHead(List<Variable> variables) {
    String last = layer(variables.get(variables.size() - 1));
    Map<Boolean, List<Variable>> parts =
        variables.stream().collect(Collectors.partitioningBy(each -> layer(each).equals(last)));
    return new ParameterGroups(
        List.of(
            new Group(unwrapped(parts.get(false)), recipe.bodyLr() / recipe.lr()),
            new Group(unwrapped(parts.get(true)), 1)));
  }

  private static String layer(Variable variable) {
    String name = variable.parameter().name();
    return name.substring(0, name.lastIndexOf('.'));
  }

  private Optimizer unwrapped(List<Variable> variables) {
    return unwrapped(variables, recipe.weightDecay());
  }

  private Optimizer unwrapped(List<Variable> variables, double weightDecay) {
    boolean decoupled =
        recipe.decoupled()
            || recipe.optimizer() == OptimizerKind.ADAMW
            || recipe.optimizer() == OptimizerKind.LION;
    WeightDecay decay = new WeightDecay(weightDecay, decoupled, !recipe.decayBiases());
    return switch (recipe.optimizer()) {
      case SGD -> new Sgd(variables, recipe.momentum(), recipe.nesterov(), decay);
      case ADAM, ADAMW ->
          new Adam(variables, recipe.beta1(), recipe.beta2(), recipe.epsilon(), decay);
      case RMSPROP ->
          new RmsProp(variables, recipe.alpha(), recipe.epsilon(), recipe.momentum(), decay);
      case ADAGRAD -> new Adagrad(variables, recipe.epsilon(), decay);
      case LION -> new Lion(variables, recipe.beta1(), recipe.beta2(), decay);
      case MUON ->
          new Muon(variables, recipe.momentum(), otherRate(), recipe.keepNorm(), decay, multiplier);
    };
  }

  /** The learning rate of parameters that are not filters, as a multiple of that of filters. */
  private double otherRate() {
    boolean other = recipe.optimizer() == OptimizerKind.MUON && recipe.restLr() > 0;
    return other ? recipe.restLr() / recipe.lr() : 1;
  }
}
