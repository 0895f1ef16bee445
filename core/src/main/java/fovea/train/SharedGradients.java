package fovea.train;

import fovea.engine.Precision;
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
  private final Precision precision;
  private final Shared gradients;
  private final Shared statistics;

  /** Buffers that are averaged together, and the array in which they are. */
  private static final class Shared {
    private final FloatBuffer[] buffers;
    private final float[] values;

    Shared(Stream<FloatBuffer> all) {
      buffers = all.toArray(FloatBuffer[]::new);
      values = new float[Stream.of(buffers).mapToInt(FloatBuffer::capacity).sum()];
    }

    void average(Group group, Precision precision) {
      int start = 0;
      for (FloatBuffer each : buffers) {
        each.get(0, values, start, each.capacity());
        start += each.capacity();
      }
      group.sum(values, precision);
      for (int i = 0; i < values.length; i++) {
        values[i] /= group.size();
      }
      start = 0;
      for (FloatBuffer each : buffers) {
        each.put(0, values, start, each.capacity());
        start += each.capacity();
      }
    }
  }

  /**
   * @param optimizer the optimiser that takes the steps
   * @param variables the model's variables
   * @param precision the numbers in which gradients are exchanged; running statistics change too
   *     little in a step for bf16, and are exchanged in f32
   */
  public SharedGradients(
      Optimizer optimizer, List<Variable> variables, Group group, Precision precision) {
    this.optimizer = optimizer;
    this.group = group;
    this.precision = precision;
    gradients = new Shared(of(variables, true).map(Variable::gradient));
    statistics = new Shared(of(variables, false).map(Variable::values));
  }

  private static Stream<Variable> of(List<Variable> variables, boolean learned) {
    return variables.stream().filter(each -> each.parameter().role().learned() == learned);
  }

  @Override
  public void step(double learningRate, long number, WorkerPool workers) {
    gradients.average(group, precision);
    if (statistics.values.length > 0) {
      statistics.average(group, Precision.F32);
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
    group.sum(values, Precision.F32); // the others add zeros
    buffer.put(0, values);
  }

  @Override
  public Optimizer inner() {
    return optimizer;
  }
}
