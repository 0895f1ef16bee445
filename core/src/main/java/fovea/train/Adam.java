package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Require;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015, algorithm 1): {@code m = beta1 m + (1 - beta1) g; v = beta2 v + (1 -
 * beta2) g^2; w = w - learningRate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)} in
 * step t. With decoupled weight decay it is AdamW (Loshchilov and Hutter 2019, algorithm 2).
 */
public final class Adam implements Optimizer {

  private final ElementwiseUpdate update;
  private final double beta1;
  private final double beta2;
  private final float epsilon;
  private final ElementwiseUpdate.Rule rule = this::update;
  private float meanCorrection;
  private float squareCorrection;

  /**
   * @param variables the model's variables; those that are not trained are ignored
   * @param beta1 decay rate of the running mean of gradients, 0 or more and below 1
   * @param beta2 decay rate of the running mean of squared gradients, 0 or more and below 1
   * @param epsilon added to the divisor to keep it above 0
   * @param decay weight decay
   */
  public Adam(
      List<Variable> variables, double beta1, double beta2, double epsilon, WeightDecay decay) {
    Require.fraction("beta1", beta1);
    Require.fraction("beta2", beta2);
    Require.positive("epsilon", epsilon);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = (float) epsilon;
    update = new ElementwiseUpdate(variables, decay, "mean", "mean_square");
  }

  @Override
  public List<State> state() {
    return update.state();
  }

  @Override
  public void step(double learningRate, long number, WorkerPool workers) {
    meanCorrection = (float) (1 - Math.pow(beta1, (double) number));
    squareCorrection = (float) Math.sqrt(1 - Math.pow(beta2, (double) number));
    update.step(learningRate, rule, workers);
  }

  private void update(ElementwiseUpdate.Chunk chunk, float rate) {
    float stepSize = rate / meanCorrection;
    float[] w = chunk.w;
    float[] g = chunk.g;
    float[] mean = chunk.state[0];
    float[] square = chunk.state[1];
    float keptMean = (float) beta1;
    float newMean = (float) (1 - beta1);
    float keptSquare = (float) beta2;
    float newSquare = (float) (1 - beta2);
    for (int j = 0; j < chunk.count; j++) {
      mean[j] = keptMean * mean[j] + newMean * g[j];
      square[j] = keptSquare * square[j] + newSquare * g[j] * g[j];
      w[j] -= stepSize * mean[j] / ((float) Math.sqrt(square[j]) / squareCorrection + epsilon);
    }
  }
}
