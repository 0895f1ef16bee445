package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Require;
import java.util.List;

/**
 * RMSprop (Hinton, Srivastava and Swersky 2012, lecture 6e) in PyTorch's form: {@code s = alpha s +
 * (1 - alpha) g^2; v = momentum v + g / (sqrt(s) + epsilon); w = w - learningRate v}.
 */
public final class RmsProp implements Optimizer {

  private final ElementwiseUpdate update;
  private final float alpha;
  private final float epsilon;
  private final float momentum;
  private final ElementwiseUpdate.Rule rule = this::update;

  /**
   * @param variables the model's variables; those that are not trained are ignored
   * @param alpha decay rate of the running mean of squared gradients, 0 or more and below 1
   * @param epsilon added to the divisor to keep it above 0
   * @param momentum the momentum coefficient, 0 or more and below 1
   * @param decay weight decay
   */
  public RmsProp(
      List<Variable> variables, double alpha, double epsilon, double momentum, WeightDecay decay) {
    Require.fraction("alpha", alpha);
    Require.positive("epsilon", epsilon);
    Require.fraction("momentum", momentum);
    this.alpha = (float) alpha;
    this.epsilon = (float) epsilon;
    this.momentum = (float) momentum;
    update = new ElementwiseUpdate(variables, decay, "mean_square", "momentum");
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
    float[] square = chunk.state[0];
    float[] v = chunk.state[1];
    for (int j = 0; j < chunk.count; j++) {
      square[j] = alpha * square[j] + (1 - alpha) * g[j] * g[j];
      v[j] = momentum * v[j] + g[j] / ((float) Math.sqrt(square[j]) + epsilon);
      w[j] -= rate * v[j];
    }
  }
}
