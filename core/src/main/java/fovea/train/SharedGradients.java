package fovea.train;

import fovea.engine.Variable;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * Averages gradients over the members of a group before another optimiser takes a step, and with
 * them the running statistics of batch normalisations, which each member keeps for its own slices.
 */
public final class SharedGradients implements SurroundingOptimizer {

  private final Optimizer optimizer;
  private final Group group;
  private final FloatBuffer[] shared;
  private final float[] all;

  /**
   * @param optimizer the optimiser that takes the steps
   * @param variables the model's variables
   */
  public SharedGradients(Optimizer optimizer, List<Variable> variables, Group group) {
    this.optimizer = optimizer;
    this.group = group;
    shared =
        variables.stream()
            .map(each -> each.parameter().role().learned() ? each.gradient() : each.values())
            .toArray(FloatBuffer[]::new);
    all = new float[Stream.of(shared).mapToInt(FloatBuffer::capacity).sum()];
  }

  @Override
  public void step(double learningRate, long number, WorkerPool workers) {
    int start = 0;
    for (FloatBuffer each : shared) {
      each.get(0, all, start, each.capacity());
      start += each.capacity();
    }
    group.sum(all);
    for (int i = 0; i < all.length; i++) {
      all[i] /= group.size();
    }
    start = 0;
    for (FloatBuffer each : shared) {
      each.put(0, all, start, each.capacity());
      start += each.capacity();
    }
    optimizer.step(learningRate, number, workers);
  }

  /**
   * Gives all members the parameters and the optimiser's state of member 0, so that they start from
   * the same checkpoint or the same initial values.
   */
  public void spread(List<Variable> variables) {
    Stream.concat(
            variables.stream().map(Variable::values), optimizer.state().stream().map(State::values))
        .forEach(this::spread);
  }

  private void spread(FloatBuffer buffer) {
    float[] values = new float[buffer.capacity()];
    if (group.rank() == 0) {
      buffer.get(0, values);
    }
    group.sum(values); // the others add zeros
    buffer.put(0, values);
  }

  @Override
  public Optimizer inner() {
    return optimizer;
  }
}
