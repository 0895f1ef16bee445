package fovea.train;

import fovea.engine.Variable;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Ends a training that left the finite numbers, before anything of it is saved: put it in front of
 * the listeners that save. It looks at the loss of each step, and at the parameters now and then
 * and before each save, because the loss alone does not tell: a fast kernel's {@code max(x, 0)}
 * takes what is not a number for 0, and the network behind it goes on with a finite loss.
 */
public final class NonFiniteLossGuard implements Listener {

  /** Steps between two looks at the parameters: often enough to lose little, and free of cost. */
  private static final int INTERVAL = 50;

  private static final int CHUNK = 4096;

  private final List<Variable> variables;
  private final float[] values = new float[CHUNK];

  /**
   * @param variables all of the model's
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
