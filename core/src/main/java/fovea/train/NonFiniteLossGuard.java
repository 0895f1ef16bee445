package fovea.train;

import fovea.engine.Variable;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Stops a training run whose loss or parameters become NaN or infinite, before they are saved: it
 * must come before the listeners that save checkpoints. It checks the loss in each step, and the
 * parameters periodically and at the end of each epoch and of the run. The loss alone is not
 * enough: the {@code max(x, 0)} of a fast kernel may turn NaN into 0, so that the loss stays
 * finite.
 */
public final class NonFiniteLossGuard implements Listener {

  /** Steps between checks of the parameters: little work is lost, at negligible cost. */
  private static final int INTERVAL = 50;

  private static final int CHUNK = 4096;

  private final List<Variable> variables;
  private final float[] values = new float[CHUNK];

  /**
   * @param variables all variables of the model
   */
  public NonFiniteLossGuard(List<Variable> variables) {
    this.variables = List.copyOf(variables);
  }

  @Override
  public void onLoss(Progress progress) {
    requireFinite("the loss", progress.loss(), progress.step() + 1, progress);
  }

  @Override
  public void onStep(Progress progress) {
    if (progress.step() % INTERVAL == 0) {
      requireFiniteParameters(progress);
    }
  }

  @Override
  public void onEpoch(EpochResult result, Progress progress) {
    requireFinite("the test loss", result.test().loss(), progress.step(), progress);
    requireFiniteParameters(progress);
  }

  @Override
  public void onEnd(Outcome outcome, Progress progress) {
    requireFiniteParameters(progress);
  }

  private void requireFiniteParameters(Progress progress) {
    for (Variable variable : variables) {
      FloatBuffer buffer = variable.values();
      for (int start = 0; start < buffer.capacity(); start += CHUNK) {
        int count = Math.min(CHUNK, buffer.capacity() - start);
        buffer.get(start, values, 0, count);
        for (int i = 0; i < count; i++) {
          if (!Float.isFinite(values[i])) {
            requireFinite(variable.parameter().name(), values[i], progress.step(), progress);
          }
        }
      }
    }
  }

  private static void requireFinite(String what, double value, long step, Progress progress) {
    if (!Double.isFinite(value)) {
      throw new NonFiniteLossException(what, value, step, progress.learningRate());
    }
  }
}
