package fovea.train;

import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.nn.Parameter;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Averages gradients over the members of a group before another optimiser takes a step, and with
 * them the running statistics of batch normalisations, if each member keeps those of its own
 * slices.
 *
 * <p>Gradients are exchanged on a thread of its own while the backward pass goes on: bucket by
 * bucket, the last layers first (Li et al. 2020, PyTorch Distributed, section 3.2). What is in a
 * bucket depends on the model alone, so that the bits do not depend on when a bucket is exchanged.
 */
public final class SharedGradients implements SurroundingOptimizer, AutoCloseable {

  /** From so many numbers on a bucket is full: much less takes as long to exchange. */
  private static final int BUCKET = 1 << 18;

  private final Optimizer optimizer;
  private final Group group;
  private final Bucket statistics;
  private final BucketExchange exchange;

  /**
   * @param optimizer the optimiser that takes the steps
   * @param variables the model's variables
   * @param precision the numbers in which gradients are exchanged; running statistics change too
   *     little in a step for bf16, and are exchanged in f32
   * @param ownStatistics whether each member has running statistics of its own, of its slices
   */
  public SharedGradients(
      Optimizer optimizer,
      List<Variable> variables,
      Group group,
      Precision precision,
      boolean ownStatistics) {
    this.optimizer = optimizer;
    this.group = group;
    statistics =
        new Bucket(
            List.of(),
            variables.stream()
                .filter(each -> ownStatistics && !each.parameter().role().learned())
                .map(Variable::values)
                .toList());
    exchange = new BucketExchange(buckets(variables), group, precision);
  }

  private static List<Bucket> buckets(List<Variable> variables) {
    List<Variable> left = new ArrayList<>(variables.stream().filter(Variable::trained).toList());
    Collections.reverse(left);
    List<Bucket> buckets = new ArrayList<>();
    int start = 0;
    long size = 0;
    for (int i = 0; i < left.size(); i++) {
      size += left.get(i).gradient().capacity();
      if (size >= BUCKET || i == left.size() - 1) {
        List<Variable> some = left.subList(start, i + 1);
        buckets.add(
            new Bucket(
                some.stream().map(Variable::parameter).map(Parameter::name).toList(),
                some.stream().map(Variable::gradient).toList()));
        start = i + 1;
        size = 0;
      }
    }
    return buckets;
  }

  @Override
  public void backward(Program program) {
    exchange.start(program);
    program.backward(exchange);
  }

  @Override
  public void step(double learningRate, long number, WorkerPool workers) {
    exchange.await();
    if (!statistics.isEmpty()) {
      statistics.read();
      statistics.average(group, Precision.F32);
      statistics.write();
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

  /** Ends the exchange; gradients are not used any more after that, and may be freed. */
  @Override
  public void close() {
    exchange.close();
  }
}
