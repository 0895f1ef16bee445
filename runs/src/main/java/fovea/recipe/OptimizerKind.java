package fovea.recipe;

/** The optimisers. */
public enum OptimizerKind implements Choice {
  /** Stochastic gradient descent, with or without momentum. */
  SGD,
  ADAM,
  /** Adam with decoupled weight decay. */
  ADAMW,
  RMSPROP,
  ADAGRAD,
  LION,
  /** Orthogonalised momentum for filters, Nesterov's momentum for all else. */
  MUON
}
