package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Parameter.Role;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What element-wise optimisers share: goes through all learned variables with their gradients and
 * memories, decays weights, and lets the optimiser's rule change one chunk after another.
 */
final class Descent {

  /** Floats that are copied to the heap and back at a time: array loops are vectorised. */
  static final int CHUNK = 4096;

  /** A part of a variable on the heap. */
  static final class Chunk {
    /** The values, to be changed. */
    final float[] w = new float[CHUNK];

    /** Their gradient, which may be overwritten. */
    final float[] g = new float[CHUNK];

    /** What is remembered of them, to be changed; in the order of the names. */
    final float[][] memory;

    /** How many elements count. */
    int count;

    Chunk(int memories) {
      memory = new float[memories][CHUNK];
    }
  }

  /** An optimiser's formula. */
  @FunctionalInterface
  interface Rule {
    void apply(Chunk chunk, float learningRate);
  }

  private final WeightDecay decay;
  private final boolean[] decayed;
  private final FloatBuffer[] values;
  private final FloatBuffer[] gradients;
  private final FloatBuffer[][] memories;
  private final List<Optimizer.State> state = new ArrayList<>();
  private final Chunk chunk;

  /**
   * @param variables a model's; those that do not learn are left alone
   * @param names what is remembered of each, zero at first
   */
  Descent(List<Variable> variables, WeightDecay decay, String... names) {
    this.decay = decay;
    List<Variable> learned =
        variables.stream().filter(each -> each.parameter().role().learned()).toList();
    values = learned.stream().map(Variable::values).toArray(FloatBuffer[]::new);
    gradients = learned.stream().map(Variable::gradient).toArray(FloatBuffer[]::new);
    memories = new FloatBuffer[learned.size()][names.length];
    decayed = new boolean[learned.size()];
    chunk = new Chunk(names.length);
    for (int i = 0; i < decayed.length; i++) {
      Variable variable = learned.get(i);
      decayed[i] =
          decay.rate() != 0 && (!decay.weightsOnly() || variable.parameter().role() == Role.WEIGHT);
      for (int j = 0; j < names.length; j++) {
        memories[i][j] = variable.allocate();
        state.add(new Optimizer.State(names[j], variable, memories[i][j]));
      }
    }
  }

  List<Optimizer.State> state() {
    return List.copyOf(state);
  }

  void step(double rate, Rule rule) {
    float learningRate = (float) rate;
    for (int i = 0; i < values.length; i++) {
      for (int start = 0; start < values[i].capacity(); start += CHUNK) {
        load(i, start);
        if (decayed[i]) {
          decay(learningRate);
        }
        rule.apply(chunk, learningRate);
        store(i, start);
      }
    }
  }

  private void load(int variable, int start) {
    chunk.count = Math.min(CHUNK, values[variable].capacity() - start);
    values[variable].get(start, chunk.w, 0, chunk.count);
    gradients[variable].get(start, chunk.g, 0, chunk.count);
    for (int j = 0; j < chunk.memory.length; j++) {
      memories[variable][j].get(start, chunk.memory[j], 0, chunk.count);
    }
  }

  private void store(int variable, int start) {
    values[variable].put(start, chunk.w, 0, chunk.count);
    for (int j = 0; j < chunk.memory.length; j++) {
      memories[variable][j].put(start, chunk.memory[j], 0, chunk.count);
    }
  }

  private void decay(float learningRate) {
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
