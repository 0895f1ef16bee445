package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Require;
import java.util.List;

/**
 * Adagrad (Duchi, Hazan and Singer 2011, figure 1, diagonal form): {@code s = s + g^2; w = w -
 * learningRate g / (sqrt(s) + epsilon)}.
 */
public final class Adagrad implements Optimizer {

  private final ElementwiseUpdate update;
  private final float epsilon;
  private final ElementwiseUpdate.Rule rule = this::update;

  /**
   * @param variables the model's variables; those that are not trained are ignored
   * @param epsilon added to the divisor to keep it above 0
   * @param decay weight decay
   */
  public Adagrad(List<Variable> variables, double epsilon, WeightDecay decay) {
    Require.positive("epsilon", epsilon);
    this.epsilon = (float) epsilon;
    update = new ElementwiseUpdate(variables, decay, "sum_of_squares");
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
    float[] sum = chunk.state[0];
    for (int j = 0; j < chunk.count; j++) {
      sum[j] += g[j] * g[j];
      w[j] -= rate * g[j] / ((float) Math.sqrt(sum[j]) + epsilon);
    }
  }
}
