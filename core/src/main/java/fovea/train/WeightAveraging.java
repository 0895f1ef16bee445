package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Require;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps an exponential moving average of all variables, running statistics included: {@code a = d a
 * + (1 - d) w} after each step of another optimiser, with {@code d = min(decay, (1 + t) / (10 +
 * t))} in step t, so that the start is soon forgotten (Polyak and Juditsky 1992; the exponential
 * form and its warm-up are those of TensorFlow's ExponentialMovingAverage). The averages are what
 * is evaluated.
 */
public final class WeightAveraging implements Optimizer {

  private static final String NAME = "average";

  private final Optimizer optimizer;
  private final double decay;
  private final List<State> averages = new ArrayList<>();
  private final float[] old = new float[Descent.CHUNK];
  private final float[] current = new float[Descent.CHUNK];

  /**
   * @param optimizer what takes the step
   * @param variables a model's, with the values that it starts from
   * @param decay the share of the average that is kept, above 0 and below 1
   */
  public WeightAveraging(Optimizer optimizer, List<Variable> variables, double decay) {
    Require.that("averaging decay", decay, decay > 0 && decay < 1, "above 0 and below 1");
    this.optimizer = optimizer;
    this.decay = decay;
    for (Variable variable : variables) {
      FloatBuffer average = variable.allocate();
      average.put(0, variable.values(), 0, average.capacity());
      averages.add(new State(NAME, variable, average));
    }
  }

  @Override
  public void step(double learningRate, long number, Team team) {
    optimizer.step(learningRate, number, team);
    float kept = (float) Math.min(decay, (1.0 + number) / (10.0 + number));
    for (int i = 0; i < averages.size(); i++) {
      FloatBuffer average = averages.get(i).values();
      FloatBuffer values = averages.get(i).variable().values();
      for (int start = 0; start < average.capacity(); start += old.length) {
        int count = Math.min(old.length, average.capacity() - start);
        average.get(start, old, 0, count);
        values.get(start, current, 0, count);
        for (int j = 0; j < count; j++) {
          old[j] = kept * old[j] + (1 - kept) * current[j];
        }
        average.put(start, old, 0, count);
      }
    }
  }

  @Override
  public List<State> state() {
    List<State> all = new ArrayList<>(optimizer.state());
    all.addAll(averages);
    return all;
  }

  @Override
  public void exchange() {
    for (int i = 0; i < averages.size(); i++) {
      FloatBuffer average = averages.get(i).values();
      FloatBuffer values = averages.get(i).variable().values();
      for (int start = 0; start < average.capacity(); start += old.length) {
        int count = Math.min(old.length, average.capacity() - start);
        average.get(start, old, 0, count);
        values.get(start, current, 0, count);
        average.put(start, current, 0, count);
        values.put(start, old, 0, count);
      }
    }
  }

  @Override
  public boolean averages() {
    return true;
  }
}
