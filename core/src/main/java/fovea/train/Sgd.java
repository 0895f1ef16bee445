package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Require;
import java.util.List;

/**
 * Stochastic gradient descent as PyTorch defines it: {@code v = momentum v + g; w = w -
 * learningRate v}, with v zero at first; with Nesterov's momentum {@code w = w - learningRate (g +
 * momentum v)} (Sutskever et al. 2013, equations 3 and 4, in PyTorch's form, which multiplies the
 * velocity with the newest learning rate).
 */
public final class Sgd implements Optimizer {

  private final Descent descent;
  private final float momentum;
  private final boolean nesterov;
  private final Descent.Rule rule;

  /**
   * @param variables a model's; those that do not learn are left alone
   * @param momentum the share of the last velocity that is kept, 0 or more and below 1
   * @param nesterov whether to look ahead along the velocity; needs a momentum
   */
  public Sgd(List<Variable> variables, double momentum, boolean nesterov, WeightDecay decay) {
    Require.share("momentum", momentum);
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("nesterov is true: it needs a momentum above 0");
    }
    this.momentum = (float) momentum;
    this.nesterov = nesterov;
    descent =
        momentum == 0 ? new Descent(variables, decay) : new Descent(variables, decay, "momentum");
    rule = momentum == 0 ? this::descend : this::accelerate;
  }

  @Override
  public List<State> state() {
    return descent.state();
  }

  @Override
  public void step(double learningRate, long number, Team team) {
    descent.step(learningRate, rule, team);
  }

  private void descend(Descent.Chunk chunk, float rate) {
    descend(chunk.w, chunk.g, chunk.count, rate);
  }

  private void accelerate(Descent.Chunk chunk, float rate) {
    float[] v = chunk.memory[0];
    float[] g = chunk.g;
    for (int j = 0; j < chunk.count; j++) {
      v[j] = momentum * v[j] + g[j];
    }
    if (nesterov) {
      for (int j = 0; j < chunk.count; j++) {
        g[j] += momentum * v[j];
      }
    }
    descend(chunk.w, nesterov ? g : v, chunk.count, rate);
  }

  private static void descend(float[] w, float[] direction, int count, float rate) {
    for (int j = 0; j < count; j++) {
      w[j] -= rate * direction[j];
    }
  }
}
