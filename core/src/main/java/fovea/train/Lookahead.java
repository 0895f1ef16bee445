package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Require;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Lookahead (Zhang, Lucas, Ba and Hinton 2019): slow weights follow those of another optimiser,
 * which is set back to them after every fifth step: {@code s = d s + (1 - d) w; w = s}. As in
 * Jordan 2024, d rises during the training, to {@code kept (t / steps)^3} in step t, so that the
 * weights first move almost freely and are averaged in the end; after the last step, the weights
 * are the slow ones. All variables follow, running statistics included.
 */
public final class Lookahead implements Optimizer {

  /** The number of steps of the other optimiser after which the weights are set back. */
  public static final int PERIOD = 5;

  private final Optimizer optimizer;
  private final double kept;
  private final long steps;
  private final List<State> slow = new ArrayList<>();
  private final float[] old = new float[ElementwiseUpdate.CHUNK];
  private final float[] current = new float[ElementwiseUpdate.CHUNK];

  /**
   * @param optimizer the optimiser that takes the steps
   * @param variables the model's variables, already initialised
   * @param kept d at the end of the training, above 0 and below 1
   * @param steps the number of steps of the training, at least 1
   */
  public Lookahead(Optimizer optimizer, List<Variable> variables, double kept, long steps) {
    Require.that("lookahead", kept, kept > 0 && kept < 1, "above 0 and below 1");
    Require.that("steps", steps, steps >= 1, "1 or more");
    this.optimizer = optimizer;
    this.kept = kept;
    this.steps = steps;
    for (Variable variable : variables) {
      FloatBuffer values = variable.allocate();
      values.put(0, variable.values(), 0, values.capacity());
      slow.add(new State("slow", variable, values));
    }
  }

  @Override
  public void step(double learningRate, long number, WorkerPool workers) {
    optimizer.step(learningRate, number, workers);
    if (number % PERIOD == 0) {
      double progress = Math.min(1, (double) number / steps);
      meet((float) (kept * progress * progress * progress));
    }
    if (number == steps) {
      meet(1);
    }
  }

  /** Moves the slow weights, then sets the weights to them. */
  private void meet(float share) {
    for (int i = 0; i < slow.size(); i++) {
      FloatBuffer average = slow.get(i).values();
      FloatBuffer values = slow.get(i).variable().values();
      for (int start = 0; start < average.capacity(); start += old.length) {
        int count = Math.min(old.length, average.capacity() - start);
        average.get(start, old, 0, count);
        values.get(start, current, 0, count);
        for (int j = 0; j < count; j++) {
          // What does not change, as frozen parameters, keeps its bits.
          old[j] = old[j] == current[j] ? old[j] : share * old[j] + (1 - share) * current[j];
        }
        average.put(start, old, 0, count);
        values.put(start, old, 0, count);
      }
    }
  }

  @Override
  public List<State> state() {
    List<State> all = new ArrayList<>(optimizer.state());
    all.addAll(slow);
    return all;
  }

  @Override
  public void swapAveragedWeights() {
    optimizer.swapAveragedWeights();
  }

  @Override
  public boolean averagesWeights() {
    return optimizer.averagesWeights();
  }
}
