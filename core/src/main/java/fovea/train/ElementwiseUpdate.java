package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Parameter.Role;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Applies an element-wise update rule to all trained variables, chunk by chunk, with weight decay
 * and the optimiser's state. Shared by the optimisers whose update of an element depends on nothing
 * but that element.
 */
final class ElementwiseUpdate {

  /** Floats copied to the heap and back at a time: loops over arrays are vectorised. */
  static final int CHUNK = 4096;

  /** A slice of one variable, copied to the heap. */
  static final class Chunk {
    /** The values, which the rule updates. */
    final float[] w = new float[CHUNK];

    /** Their gradient, which the rule may overwrite. */
    final float[] g = new float[CHUNK];

    /** The optimiser's state, which the rule updates; one array per state name, in that order. */
    final float[][] state;

    /** Number of valid elements. */
    int count;

    Chunk(int states) {
      state = new float[states][CHUNK];
    }
  }

  /** An optimiser's update rule; it may run on several chunks concurrently. */
  @FunctionalInterface
  interface Rule {
    void apply(Chunk chunk, float learningRate);
  }

  private final WeightDecay decay;
  private final boolean[] decayed;
  private final FloatBuffer[] values;
  private final FloatBuffer[] gradients;
  private final FloatBuffer[][] states;
  private final int stateCount;
  private final List<Optimizer.State> allStates = new ArrayList<>();
  private final int[] variables;
  private final int[] starts;
  private final WorkerPool.Task task = this::update;
  private Chunk[] chunks = {};
  private float learningRate;
  private Rule rule = (chunk, rate) -> {};

  /**
   * @param variables the model's variables; those that are not trained are ignored
   * @param stateNames names of the state kept for each trained variable, zero at first
   */
  ElementwiseUpdate(List<Variable> variables, WeightDecay decay, String... stateNames) {
    this.decay = decay;
    List<Variable> trained = variables.stream().filter(each -> each.trained()).toList();
    values = trained.stream().map(Variable::values).toArray(FloatBuffer[]::new);
    gradients = trained.stream().map(Variable::gradient).toArray(FloatBuffer[]::new);
    states = new FloatBuffer[trained.size()][stateNames.length];
    decayed = new boolean[trained.size()];
    stateCount = stateNames.length;
    for (int i = 0; i < decayed.length; i++) {
      Variable variable = trained.get(i);
      decayed[i] =
          decay.rate() != 0 && (!decay.weightsOnly() || variable.parameter().role() == Role.WEIGHT);
      for (int j = 0; j < stateNames.length; j++) {
        states[i][j] = variable.allocate();
        allStates.add(new Optimizer.State(stateNames[j], variable, states[i][j]));
      }
    }
    this.variables = new int[Arrays.stream(values).mapToInt(ElementwiseUpdate::chunks).sum()];
    starts = new int[this.variables.length];
    int chunk = 0;
    for (int i = 0; i < values.length; i++) {
      for (int j = 0; j < chunks(values[i]); j++) {
        this.variables[chunk] = i;
        starts[chunk++] = j * CHUNK;
      }
    }
  }

  private static int chunks(FloatBuffer values) {
    return (values.capacity() + CHUNK - 1) / CHUNK;
  }

  /** The state of every trained variable. */
  List<Optimizer.State> state() {
    return List.copyOf(allStates);
  }

  /** Applies a rule to every element. */
  void step(double rate, Rule applied, WorkerPool workers) {
    if (chunks.length < workers.size()) {
      chunks =
          Stream.generate(() -> new Chunk(stateCount)).limit(workers.size()).toArray(Chunk[]::new);
    }
    learningRate = (float) rate;
    rule = applied;
    workers.run(variables.length, task);
  }

  private void update(int index, int worker) {
    Chunk chunk = chunks[worker];
    int variable = variables[index];
    load(chunk, variable, starts[index]);
    if (decayed[variable]) {
      decay(chunk);
    }
    rule.apply(chunk, learningRate);
    store(chunk, variable, starts[index]);
  }

  private void load(Chunk chunk, int variable, int start) {
    chunk.count = Math.min(CHUNK, values[variable].capacity() - start);
    values[variable].get(start, chunk.w, 0, chunk.count);
    gradients[variable].get(start, chunk.g, 0, chunk.count);
    for (int j = 0; j < chunk.state.length; j++) {
      states[variable][j].get(start, chunk.state[j], 0, chunk.count);
    }
  }

  private void store(Chunk chunk, int variable, int start) {
    values[variable].put(start, chunk.w, 0, chunk.count);
    for (int j = 0; j < chunk.state.length; j++) {
      states[variable][j].put(start, chunk.state[j], 0, chunk.count);
    }
  }

  private void decay(Chunk chunk) {
    float[] w = chunk.w;
    float[] g = chunk.g;
    float rate = (float) decay.rate();
    if (decay.decoupled()) {
      float kept = 1 - learningRate * rate;
      for (int j = 0; j < chunk.count; j++) {
        w[j] *= kept;
      }
    } else {
      for (int j = 0; j < chunk.count; j++) {
        g[j] += rate * w[j];
      }
    }
  }
}
