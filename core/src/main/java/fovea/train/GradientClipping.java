package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Require;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Clips gradients by their global norm before another optimiser takes a step: if the norm of all
 * gradients together exceeds a limit, they are scaled down to it (Pascanu, Mikolov and Bengio 2013,
 * algorithm 1).
 */
public final class GradientClipping implements SurroundingOptimizer {

  /** Added to the norm before dividing by it, as in PyTorch. */
  private static final double EPSILON = 1e-6;

  private final Optimizer optimizer;
  private final double limit;
  private final FloatBuffer[] gradients;
  private final float[] chunk = new float[ElementwiseUpdate.CHUNK];

  /**
   * @param optimizer the optimiser that takes the steps
   * @param variables the model's variables; those that are not trained are ignored
   * @param limit the largest norm, above 0
   */
  public GradientClipping(Optimizer optimizer, List<Variable> variables, double limit) {
    Require.positive("gradient norm", limit);
    this.optimizer = optimizer;
    this.limit = limit;
    gradients =
        variables.stream()
            .filter(each -> each.trained())
            .map(Variable::gradient)
            .toArray(FloatBuffer[]::new);
  }

  @Override
  public void step(double learningRate, long number, WorkerPool workers) {
    double scale = limit / (norm() + EPSILON);
    if (scale < 1) {
      scale((float) scale);
    }
    optimizer.step(learningRate, number, workers);
  }

  private void scale(float factor) {
    for (FloatBuffer gradient : gradients) {
      for (int start = 0; start < gradient.capacity(); start += chunk.length) {
        int count = Math.min(chunk.length, gradient.capacity() - start);
        gradient.get(start, chunk, 0, count);
        for (int i = 0; i < count; i++) {
          chunk[i] *= factor;
        }
        gradient.put(start, chunk, 0, count);
      }
    }
  }

  private double norm() {
    double squares = 0;
    for (FloatBuffer gradient : gradients) {
      for (int start = 0; start < gradient.capacity(); start += chunk.length) {
        int count = Math.min(chunk.length, gradient.capacity() - start);
        gradient.get(start, chunk, 0, count);
        for (int i = 0; i < count; i++) {
          squares += (double) chunk[i] * chunk[i];
        }
      }
    }
    return Math.sqrt(squares);
  }

  @Override
  public Optimizer inner() {
    return optimizer;
  }
}
