package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Parameter.Role;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

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

  /** An optimiser's formula; it may be applied to several chunks at the same time. */
  @FunctionalInterface
  interface Rule {
    void apply(Chunk chunk, float learningRate);
  }

  private final WeightDecay decay;
  private final boolean[] decayed;
  private final FloatBuffer[] values;
  private final FloatBuffer[] gradients;
  private final FloatBuffer[][] memories;
  private final int memoryCount;
  private final List<Optimizer.State> state = new ArrayList<>();
  private final int[] owners;
  private final int[] starts;
  private final Team.Work work = this::descend;
  private Chunk[] chunks = {};
  private float learningRate;
  private Rule rule = (chunk, rate) -> {};

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
    memoryCount = names.length;
    for (int i = 0; i < decayed.length; i++) {
      Variable variable = learned.get(i);
      decayed[i] =
          decay.rate() != 0 && (!decay.weightsOnly() || variable.parameter().role() == Role.WEIGHT);
      for (int j = 0; j < names.length; j++) {
        memories[i][j] = variable.allocate();
        state.add(new Optimizer.State(names[j], variable, memories[i][j]));
      }
    }
    owners = new int[Arrays.stream(values).mapToInt(Descent::chunks).sum()];
    starts = new int[owners.length];
    int piece = 0;
    for (int i = 0; i < values.length; i++) {
      for (int j = 0; j < chunks(values[i]); j++) {
        owners[piece] = i;
        starts[piece++] = j * CHUNK;
      }
    }
  }

  private static int chunks(FloatBuffer values) {
    return (values.capacity() + CHUNK - 1) / CHUNK;
  }

  List<Optimizer.State> state() {
    return List.copyOf(state);
  }

  void step(double rate, Rule applied, Team team) {
    if (chunks.length < team.members()) {
      chunks =
          Stream.generate(() -> new Chunk(memoryCount)).limit(team.members()).toArray(Chunk[]::new);
    }
    learningRate = (float) rate;
    rule = applied;
    team.run(owners.length, work);
  }

  private void descend(int piece, int member) {
    Chunk chunk = chunks[member];
    int variable = owners[piece];
    load(chunk, variable, starts[piece]);
    if (decayed[variable]) {
      decay(chunk);
    }
    rule.apply(chunk, learningRate);
    store(chunk, variable, starts[piece]);
  }

  private void load(Chunk chunk, int variable, int start) {
    chunk.count = Math.min(CHUNK, values[variable].capacity() - start);
    values[variable].get(start, chunk.w, 0, chunk.count);
    gradients[variable].get(start, chunk.g, 0, chunk.count);
    for (int j = 0; j < chunk.memory.length; j++) {
      memories[variable][j].get(start, chunk.memory[j], 0, chunk.count);
    }
  }

  private void store(Chunk chunk, int variable, int start) {
    values[variable].put(start, chunk.w, 0, chunk.count);
    for (int j = 0; j < chunk.memory.length; j++) {
      memories[variable][j].put(start, chunk.memory[j], 0, chunk.count);
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
