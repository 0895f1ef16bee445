package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Require;
import java.util.List;

/**
 * Stochastic gradient descent as defined by PyTorch: {@code v = momentum v + g; w = w -
 * learningRate v}, with v zero at first; with Nesterov momentum, {@code w = w - learningRate (g +
 * momentum v)} (Sutskever et al. 2013, equations 3 and 4, in PyTorch's form, which multiplies the
 * velocity by the current learning rate).
 */
public final class Sgd implements Optimizer {

  private final ElementwiseUpdate update;
  private final float momentum;
  private final boolean nesterov;
  private final ElementwiseUpdate.Rule rule;

  /**
   * @param variables the model's variables; those that are not trained are ignored
   * @param momentum the momentum coefficient, 0 or more and below 1
   * @param nesterov whether to use Nesterov momentum; requires a momentum above 0
   * @param decay weight decay
   */
  public Sgd(List<Variable> variables, double momentum, boolean nesterov, WeightDecay decay) {
    Require.fraction("momentum", momentum);
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException("nesterov is true: it needs a momentum above 0");
    }
    this.momentum = (float) momentum;
    this.nesterov = nesterov;
    update =
        momentum == 0
            ? new ElementwiseUpdate(variables, decay)
            : new ElementwiseUpdate(variables, decay, "momentum");
    rule = momentum == 0 ? this::update : this::accelerate;
  }

  @Override
  public List<State> state() {
    return update.state();
  }

  @Override
  public void step(double learningRate, long number, WorkerPool workers) {
    update.step(learningRate, rule, workers);
  }

  private void update(ElementwiseUpdate.Chunk chunk, float rate) {
    updateAlong(chunk.w, chunk.g, chunk.count, rate);
  }

  private void accelerate(ElementwiseUpdate.Chunk chunk, float rate) {
    float[] v = chunk.state[0];
    float[] g = chunk.g;
    for (int j = 0; j < chunk.count; j++) {
      v[j] = momentum * v[j] + g[j];
    }
    if (nesterov) {
      for (int j = 0; j < chunk.count; j++) {
        g[j] += momentum * v[j];
      }
    }
    updateAlong(chunk.w, nesterov ? g : v, chunk.count, rate);
  }

  private static void updateAlong(float[] w, float[] direction, int count, float rate) {
    for (int j = 0; j < count; j++) {
      w[j] -= rate * direction[j];
    }
  }
}
