package fovea.train;

import fovea.engine.Variable;
import fovea.nn.Require;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Evaluates an exponential moving average (EMA) of the weights, which it updates after each step of
 * another optimiser: {@code a = d a + (1 - d) w} with {@code d = min(decay, (1 + t) / (10 + t))} in
 * step t, so that the initial weights are soon forgotten (Polyak and Juditsky 1992; the exponential
 * form and its warm-up are those of TensorFlow's ExponentialMovingAverage). All variables are
 * averaged, running statistics included.
 */
public final class WeightAveraging implements Optimizer {

  static final String NAME = "average";

  private final Optimizer optimizer;
  private final double decay;
  private final List<State> averages = new ArrayList<>();
  private final float[] old = new float[ElementwiseUpdate.CHUNK];
  private final float[] current = new float[ElementwiseUpdate.CHUNK];

  /**
   * @param optimizer the optimiser that takes the steps
   * @param variables the model's variables, already initialised
   * @param decay decay rate of the average, above 0 and below 1
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
  public void step(double learningRate, long number, WorkerPool workers) {
    optimizer.step(learningRate, number, workers);
    float kept = (float) Math.min(decay, (1.0 + number) / (10.0 + number));
    for (int i = 0; i < averages.size(); i++) {
      FloatBuffer average = averages.get(i).values();
      FloatBuffer values = averages.get(i).variable().values();
      for (int start = 0; start < average.capacity(); start += old.length) {
        int count = Math.min(old.length, average.capacity() - start);
        average.get(start, old, 0, count);
        values.get(start, current, 0, count);
        for (int j = 0; j < count; j++) {
          // What does not change, as frozen parameters, keeps its bits.
          old[j] = old[j] == current[j] ? old[j] : kept * old[j] + (1 - kept) * current[j];
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
  public void swapAveragedWeights() {
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
  public boolean averagesWeights() {
    return true;
  }
}
