package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Require;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Accumulates gradients over several batches before another optimiser takes a step with their mean:
 * the effect of a larger batch in the memory of a small one. A group of batches may span the end of
 * an epoch.
 */
public final class GradientAccumulation implements SurroundingOptimizer {

  private static final float[] ZEROS = new float[ElementwiseUpdate.CHUNK];

  private final Optimizer optimizer;
  private final int batches;
  private final List<State> sums = new ArrayList<>();
  private final float[] total = new float[ElementwiseUpdate.CHUNK];
  private final float[] added = new float[ElementwiseUpdate.CHUNK];

  /**
   * @param optimizer the optimiser that takes the steps
   * @param variables the model's variables; those that are not trained are ignored
   * @param batches number of batches per step, at least 1
   */
  public GradientAccumulation(Optimizer optimizer, List<Variable> variables, int batches) {
    Require.that("accumulated batches", batches, batches >= 1, "1 or more");
    this.optimizer = optimizer;
    this.batches = batches;
    for (Variable variable : variables) {
      if (variable.trained()) {
        sums.add(new State("accumulated", variable, variable.allocate()));
      }
    }
  }

  @Override
  public void step(double learningRate, long number, WorkerPool workers) {
    boolean last = number % batches == 0;
    for (int i = 0; i < sums.size(); i++) {
      FloatBuffer sum = sums.get(i).values();
      FloatBuffer gradient = sums.get(i).variable().gradient();
      for (int start = 0; start < sum.capacity(); start += total.length) {
        int count = Math.min(total.length, sum.capacity() - start);
        sum.get(start, total, 0, count);
        gradient.get(start, added, 0, count);
        for (int j = 0; j < count; j++) {
          total[j] += added[j] / batches;
        }
        (last ? gradient : sum).put(start, total, 0, count);
        if (last) {
          sum.put(start, ZEROS, 0, count);
        }
      }
    }
    if (last) {
      optimizer.step(learningRate, number / batches, workers);
    }
  }

  @Override
  public Optimizer inner() {
    return optimizer;
  }

  @Override
  public List<State> state() {
    List<State> all = new ArrayList<>(optimizer.state());
    all.addAll(sums);
    return all;
  }
}
