package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Require;
import java.util.List;

/**
 * Lion (Chen et al. 2023, algorithm 2): {@code w = w - learningRate sign(beta1 m + (1 - beta1) g);
 * m = beta2 m + (1 - beta2) g}. The authors use decoupled weight decay and recommend a learning
 * rate three to ten times smaller than Adam's.
 */
public final class Lion implements Optimizer {

  private final ElementwiseUpdate update;
  private final float beta1;
  private final float beta2;
  private final ElementwiseUpdate.Rule rule = this::update;

  /**
   * @param variables the model's variables; those that are not trained are ignored
   * @param beta1 weight of the momentum in the update direction, 0 or more and below 1
   * @param beta2 decay rate of the momentum, 0 or more and below 1
   * @param decay weight decay
   */
  public Lion(List<Variable> variables, double beta1, double beta2, WeightDecay decay) {
    Require.fraction("beta1", beta1);
    Require.fraction("beta2", beta2);
    this.beta1 = (float) beta1;
    this.beta2 = (float) beta2;
    update = new ElementwiseUpdate(variables, decay, "mean");
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
    float[] w = chunk.w;
    float[] g = chunk.g;
    float[] mean = chunk.state[0];
    for (int j = 0; j < chunk.count; j++) {
      w[j] -= rate * Math.signum(beta1 * mean[j] + (1 - beta1) * g[j]);
      mean[j] = beta2 * mean[j] + (1 - beta2) * g[j];
    }
  }
}
