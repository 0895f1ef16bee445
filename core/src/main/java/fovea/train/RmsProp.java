package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Require;
import java.util.List;

/**
 * RMSprop (Hinton, Srivastava and Swersky 2012, lecture 6e) in PyTorch's form: {@code s = alpha s +
 * (1 - alpha) g^2; v = momentum v + g / (sqrt(s) + epsilon); w = w - learningRate v}.
 */
public final class RmsProp implements Optimizer {

  private final Descent descent;
  private final float alpha;
  private final float epsilon;
  private final float momentum;
  private final Descent.Rule rule = this::descend;

  /**
   * @param variables a model's; those that do not learn are left alone
   * @param alpha the share of the mean square that is kept, 0 or more and below 1
   * @param epsilon what keeps the divisor above 0
   * @param momentum the share of the last velocity that is kept, 0 or more and below 1
   */
  public RmsProp(
      List<Variable> variables, double alpha, double epsilon, double momentum, WeightDecay decay) {
    Require.share("alpha", alpha);
    Require.positive("epsilon", epsilon);
    Require.share("momentum", momentum);
    this.alpha = (float) alpha;
    this.epsilon = (float) epsilon;
    this.momentum = (float) momentum;
    descent = new Descent(variables, decay, "mean_square", "momentum");
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
    float[] square = chunk.memory[0];
    float[] v = chunk.memory[1];
    for (int j = 0; j < chunk.count; j++) {
      square[j] = alpha * square[j] + (1 - alpha) * g[j] * g[j];
      v[j] = momentum * v[j] + g[j] / ((float) Math.sqrt(square[j]) + epsilon);
      w[j] -= rate * v[j];
    }
  }
}
