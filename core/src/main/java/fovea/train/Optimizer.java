package fovea.train;

import fovea.engine.Variable;
import java.nio.FloatBuffer;
import java.util.List;

/** Changes the learned variables of a model by their gradients. */
public interface Optimizer {

  /**
   * Something that an optimiser remembers of a variable, such as its momentum.
   *
   * @param name what it is
   * @param variable whose it is
   * @param values the numbers, in the engine's order
   */
  record State(String name, Variable variable, FloatBuffer values) {}

  /**
   * One step down the gradient. Allocates nothing.
   *
   * @param learningRate the step's size
   * @param number the step's, from 1: what depends on it needs no memory of its own
   * @param team who may share the work; the result does not depend on it
   */
  void step(double learningRate, long number, Team team);

  /** A step on the calling thread alone. */
  default void step(double learningRate, long number) {
    step(learningRate, number, Team.SOLO);
  }

  /** All that it remembers: saved with a checkpoint, so that a run can go on. */
  List<State> state();

  /**
   * Exchanges the variables' values with those that are to be evaluated, if it keeps such: called
   * before an evaluation, and again after it.
   */
  default void exchange() {}

  /** Whether it keeps values of its own to evaluate. */
  default boolean averages() {
    return false;
  }
}
