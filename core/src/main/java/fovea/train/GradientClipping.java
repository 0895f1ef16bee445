package fovea.train;

import fovea.engine.Variable;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Shortens the gradient before another optimiser sees it: if the norm of all gradients together is
 * above a limit, they are scaled down to it (Pascanu, Mikolov and Bengio 2013, algorithm 1).
 */
public final class GradientClipping implements Optimizer {

  /** What PyTorch adds to the norm before it divides by it. */
  private static final double EPSILON = 1e-6;

  private final Optimizer optimizer;
  private final double limit;
  private final FloatBuffer[] gradients;

  /**
   * @param optimizer what takes the step
   * @param limit the highest norm, above 0
   */
  public GradientClipping(Optimizer optimizer, List<Variable> variables, double limit) {
    Require.positive("gradient norm", limit);
    this.optimizer = optimizer;
    this.limit = limit;
    gradients =
        variables.stream()
            .filter(each -> each.parameter().role().learned())
            .map(Variable::gradient)
            .toArray(FloatBuffer[]::new);
  }

  @Override
  public void step(double learningRate, long number) {
    double scale = limit / (norm() + EPSILON);
    if (scale < 1) {
      for (FloatBuffer gradient : gradients) {
        for (int i = 0; i < gradient.capacity(); i++) {
          gradient.put(i, (float) (gradient.get(i) * scale));
        }
      }
    }
    optimizer.step(learningRate, number);
  }

  private double norm() {
    double squares = 0;
    for (FloatBuffer gradient : gradients) {
      for (int i = 0; i < gradient.capacity(); i++) {
        squares += (double) gradient.get(i) * gradient.get(i);
      }
    }
    return Math.sqrt(squares);
  }

  @Override
  public List<State> state() {
    return optimizer.state();
  }

  @Override
  public void exchange() {
    optimizer.exchange();
  }

  @Override
  public boolean averages() {
    return optimizer.averages();
  }
}
