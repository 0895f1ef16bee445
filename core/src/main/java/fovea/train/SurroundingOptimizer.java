package fovea.train;

import java.util.List;

/** An optimiser that changes gradients before another one takes the step. */
interface SurroundingOptimizer extends Optimizer {

  /** The optimiser that takes the steps. */
  Optimizer inner();

  @Override
  default List<State> state() {
    return inner().state();
  }

  @Override
  default void swapAveragedWeights() {
    inner().swapAveragedWeights();
  }

  @Override
  default boolean averagesWeights() {
    return inner().averagesWeights();
  }
}
