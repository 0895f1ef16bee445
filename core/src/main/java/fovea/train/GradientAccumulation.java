package fovea.train;

import fovea.engine.Variable;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets another optimiser step once for several batches, down the mean of their gradients: what a
 * batch as large as all of them would give, in the memory of one. A group that the end of an epoch
 * cuts is continued in the next.
 */
public final class GradientAccumulation implements Optimizer {

  private final Optimizer optimizer;
  private final int batches;
  private final List<State> sums = new ArrayList<>();

  /**
   * @param optimizer what takes the step
   * @param batches how many, 1 or more
   */
  public GradientAccumulation(Optimizer optimizer, List<Variable> variables, int batches) {
    Require.that("accumulated batches", batches, batches >= 1, "1 or more");
    this.optimizer = optimizer;
    this.batches = batches;
    for (Variable variable : variables) {
      if (variable.parameter().role().learned()) {
        sums.add(new State("accumulated", variable, variable.allocate()));
      }
    }
  }

  @Override
  public void step(double learningRate, long number) {
    boolean last = number % batches == 0;
    for (int i = 0; i < sums.size(); i++) {
      FloatBuffer sum = sums.get(i).values();
      FloatBuffer gradient = sums.get(i).variable().gradient();
      for (int j = 0; j < sum.capacity(); j++) {
        float total = sum.get(j) + gradient.get(j) / batches;
        if (last) {
          gradient.put(j, total);
        }
        sum.put(j, last ? 0 : total);
      }
    }
    if (last) {
      optimizer.step(learningRate, number / batches);
    }
  }

  @Override
  public List<State> state() {
    List<State> all = new ArrayList<>(optimizer.state());
    all.addAll(sums);
    return all;
  }

  @Override
  public void exchange() {
    optimizer.exchange();
  }

  @Override
  public boolean averages() {
    return optimizer.averages();
  }
}
