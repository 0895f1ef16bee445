package fovea.recipe;

/** The optimisers of recipes. */
public enum OptimizerKind implements Choice {
  /** Stochastic gradient descent, with or without momentum. */
  SGD,
  ADAM,
  /** Adam with decoupled weight decay. */
  ADAMW,
  RMSPROP,
  ADAGRAD,
  LION,
  /**
   * Orthogonalised momentum for the filters of convolutions, SGD with Nesterov momentum for all
   * other parameters.
   */
  MUON
}
