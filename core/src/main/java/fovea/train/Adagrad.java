package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Require;
import java.util.List;

/**
 * Adagrad (Duchi, Hazan and Singer 2011, figure 1, diagonal form): {@code s = s + g^2; w = w -
 * learningRate g / (sqrt(s) + epsilon)}.
 */
public final class Adagrad implements Optimizer {

  private final Descent descent;
  private final float epsilon;
  private final Descent.Rule rule = this::descend;

  /**
   * @param variables a model's; those that do not learn are left alone
   * @param epsilon what keeps the divisor above 0
   */
  public Adagrad(List<Variable> variables, double epsilon, WeightDecay decay) {
    Require.positive("epsilon", epsilon);
    this.epsilon = (float) epsilon;
    descent = new Descent(variables, decay, "sum_of_squares");
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
    float[] sum = chunk.memory[0];
    for (int j = 0; j < chunk.count; j++) {
      sum[j] += g[j] * g[j];
      w[j] -= rate * g[j] / ((float) Math.sqrt(sum[j]) + epsilon);
    }
  }
}
