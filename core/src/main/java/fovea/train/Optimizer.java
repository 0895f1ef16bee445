package fovea.train;

import fovea.engine.Program;
import fovea.engine.Variable;
import java.nio.FloatBuffer;
import java.util.List;

/** Updates the learned variables of a model from their gradients. */
public interface Optimizer {

  /**
   * A part of an optimiser's state that belongs to one variable, such as its momentum.
   *
   * @param name the name of this part
   * @param variable the variable that it belongs to
   * @param values its values, laid out as the variable's own
   */
  record State(String name, Variable variable, FloatBuffer values) {}

  /**
   * Runs the backward pass that computes the gradients of the next step.
   *
   * @param program the training program whose forward pass has been run
   */
  default void backward(Program program) {
    program.backward();
  }

  /**
   * Takes one step. Allocates nothing.
   *
   * @param learningRate the learning rate
   * @param number number of the step, from 1
   * @param workers worker threads to use; the result does not depend on them
   */
  void step(double learningRate, long number, WorkerPool workers);

  /** Takes one step on the calling thread alone. */
  default void step(double learningRate, long number) {
    step(learningRate, number, WorkerPool.CALLER_ONLY);
  }

  /** The whole state of the optimiser, which checkpoints save. */
  List<State> state();

  /**
   * Swaps the variables' values with their averages, if the optimiser averages weights. To be
   * called before an evaluation and again after it.
   */
  default void swapAveragedWeights() {}

  /** Whether the optimiser averages weights for evaluation. */
  default boolean averagesWeights() {
    return false;
  }
}
