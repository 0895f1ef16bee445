package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Require;
import java.util.List;

/**
 * Lion (Chen et al. 2023, algorithm 2): {@code w = w - learningRate sign(beta1 m + (1 - beta1) g);
 * m = beta2 m + (1 - beta2) g}. Its authors decouple the weight decay, and take a learning rate
 * three to ten times smaller than Adam's.
 */
public final class Lion implements Optimizer {

  private final Descent descent;
  private final float beta1;
  private final float beta2;
  private final Descent.Rule rule = this::descend;

  /**
   * @param variables a model's; those that do not learn are left alone
   * @param beta1 the weight of the mean gradient in the direction, 0 or more and below 1
   * @param beta2 the share of the mean gradient that is kept, 0 or more and below 1
   */
  public Lion(List<Variable> variables, double beta1, double beta2, WeightDecay decay) {
    Require.share("beta1", beta1);
    Require.share("beta2", beta2);
    this.beta1 = (float) beta1;
    this.beta2 = (float) beta2;
    descent = new Descent(variables, decay, "mean");
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
    float[] w = chunk.w;
    float[] g = chunk.g;
    float[] mean = chunk.memory[0];
    for (int j = 0; j < chunk.count; j++) {
      w[j] -= rate * Math.signum(beta1 * mean[j] + (1 - beta1) * g[j]);
      mean[j] = beta2 * mean[j] + (1 - beta2) * g[j];
    }
  }
}
