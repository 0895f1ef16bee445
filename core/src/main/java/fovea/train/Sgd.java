package fovea.train;

import fovea.engine.Variable;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Stochastic gradient descent as PyTorch defines it: {@code g = gradient + weightDecay * w; v =
 * momentum * v + g; w = w - learningRate * v}, with v zero at first; with Nesterov's momentum
 * {@code w = w - learningRate * (g + momentum * v)} (Sutskever et al. 2013, equations 3 and 4, in
 * PyTorch's form, which multiplies the velocity with the newest learning rate).
 */
public final class Sgd implements Optimizer {

  /** Floats that are copied to the heap and back at a time: array loops are vectorised. */
  private static final int CHUNK = 4096;

  private final List<State> state;
  private final FloatBuffer[] values;
  private final FloatBuffer[] gradients;
  private final FloatBuffer[] velocities;
  private final float momentum;
  private final boolean nesterov;
  private final float weightDecay;
  private final float[] w = new float[CHUNK];
  private final float[] g = new float[CHUNK];
  private final float[] v = new float[CHUNK];

  /**
   * @param variables a model's; those that do not learn are left alone
   * @param momentum the share of the last velocity that is kept, 0 or more and below 1
   * @param nesterov whether to look ahead along the velocity; needs a momentum
   * @param weightDecay the pull towards zero, added to the gradient; 0 or more
   */
  public Sgd(List<Variable> variables, double momentum, boolean nesterov, double weightDecay) {
    require("momentum", momentum, momentum >= 0 && momentum < 1, "0 or more and below 1");
    require("weight decay", weightDecay, weightDecay >= 0, "0 or more");
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("nesterov is true: it needs a momentum above 0");
    }
    this.momentum = (float) momentum;
    this.nesterov = nesterov;
    this.weightDecay = (float) weightDecay;
    List<Variable> learned =
        variables.stream().filter(each -> each.parameter().role().learned()).toList();
    state =
        momentum == 0
            ? List.of()
            : learned.stream().map(each -> new State("momentum", each, each.allocate())).toList();
    values = learned.stream().map(Variable::values).toArray(FloatBuffer[]::new);
    gradients = learned.stream().map(Variable::gradient).toArray(FloatBuffer[]::new);
    velocities = state.stream().map(State::values).toArray(FloatBuffer[]::new);
  }

  private static void require(String name, double value, boolean holds, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s: it must be %s".formatted(name, value, allowed));
    }
  }

  @Override
  public List<State> state() {
    return state;
  }

  @Override
  public void step(double learningRate) {
    float rate = (float) learningRate;
    for (int i = 0; i < values.length; i++) {
      for (int start = 0; start < values[i].capacity(); start += CHUNK) {
        int count = Math.min(CHUNK, values[i].capacity() - start);
        values[i].get(start, w, 0, count);
        gradients[i].get(start, g, 0, count);
        decay(count);
        if (velocities.length == 0) {
          descend(g, count, rate);
        } else {
          velocities[i].get(start, v, 0, count);
          accelerate(count);
          velocities[i].put(start, v, 0, count);
          descend(nesterov ? g : v, count, rate);
        }
        values[i].put(start, w, 0, count);
      }
    }
  }

  private void decay(int count) {
    if (weightDecay != 0) {
      for (int j = 0; j < count; j++) {
        g[j] += weightDecay * w[j];
      }
    }
  }

  private void accelerate(int count) {
    for (int j = 0; j < count; j++) {
      v[j] = momentum * v[j] + g[j];
    }
    if (nesterov) {
      for (int j = 0; j < count; j++) {
        g[j] += momentum * v[j];
      }
    }
  }

  private void descend(float[] direction, int count, float rate) {
    for (int j = 0; j < count; j++) {
      w[j] -= rate * direction[j];
    }
  }
}
