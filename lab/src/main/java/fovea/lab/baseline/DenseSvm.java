package fovea.lab.baseline;

import static fovea.nn.Layers.linear;

import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.train.Adam;
import fovea.train.Cosine;
import fovea.train.Optimizer;
import fovea.train.Schedule;
import fovea.train.Scores;
import fovea.train.WeightDecay;
import java.nio.FloatBuffer;

/**
 * One-vs-rest linear support vector machines for dense features. Each is an output of a linear
 * layer, trained by Adam on the squared hinge loss {@code max(0, 1 - y s)^2} with the L2 penalty
 * {@code decay / 2 |w|^2} (the primal problem of Fan et al. 2008, eq. 1).
 *
 * <p>{@link SparseSvm} does not suit dense features: LIBLINEAR stores an object for each non-zero
 * feature, which takes gigabytes for 50,000 images.
 */
final class DenseSvm implements AutoCloseable {

  private static final int BATCH = 250;
  private static final int EPOCHS = 40;
  private static final double RATE = 1e-3;

  private final Model model;
  private final int features;
  private final int classes;
  private final double decay;

  DenseSvm(Engine engine, int features, int classes, double decay) {
    this.features = features;
    this.classes = classes;
    this.decay = decay;
    model =
        engine.compile(
            Network.of("svm", linear(classes)), Shape.vector(features), BATCH, Precision.F32);
  }

  /**
   * Trains the SVMs of all classes together.
   *
   * @param rows the features, one row per image
   * @param labels the class of each image
   */
  void train(float[][] rows, int[] labels, long seed, StageTimer stages) {
    Optimizer optimizer =
        new Adam(model.variables(), 0.9, 0.999, 1e-8, new WeightDecay(decay, false, true));
    Schedule schedule = Cosine.once(RATE, 0, EPOCHS);
    int[] order = new int[rows.length];
    long key = CounterBasedRandom.key(seed, Purpose.SHUFFLE);
    long step = 0;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      CounterBasedRandom.permutation(order, CounterBasedRandom.subkey(key, epoch));
      for (int first = 0; first < order.length; first += BATCH) {
        int size = Math.min(BATCH, order.length - first);
        Program program = model.training(size);
        for (int i = 0; i < size; i++) {
          program.input().put(i * features, rows[order[first + i]]);
        }
        program.forward(0);
        gradient(program, order, first, labels);
        program.backward();
        optimizer.step(schedule.at(epoch + (double) first / order.length), ++step);
      }
      stages.progress(epoch + 1, EPOCHS);
    }
  }

  /**
   * Writes the gradient of the batch's mean loss with respect to the scores: {@code -2 y max(0, 1 -
   * y s) / N}.
   */
  private void gradient(Program program, int[] order, int first, int[] labels) {
    FloatBuffer scores = program.output();
    for (int i = 0; i < program.batch(); i++) {
      for (int label = 0; label < classes; label++) {
        float sign = labels[order[first + i]] == label ? 1 : -1;
        float slack = Math.max(0, 1 - sign * scores.get(i * classes + label));
        program.outputGradient().put(i * classes + label, -2 * sign * slack / program.batch());
      }
    }
  }

  /** The fraction of images classified correctly. */
  double accuracy(float[][] rows, int[] labels) {
    int correct = 0;
    for (int first = 0; first < rows.length; first += BATCH) {
      int size = Math.min(BATCH, rows.length - first);
      Program program = model.evaluation(size);
      for (int i = 0; i < size; i++) {
        program.input().put(i * features, rows[first + i]);
      }
      program.forward(0);
      for (int i = 0; i < size; i++) {
        correct +=
            Scores.argmax(program.output(), i * classes, classes) == labels[first + i] ? 1 : 0;
      }
    }
    return (double) correct / rows.length;
  }

  /** The number of weights and biases over all classes. */
  long parameters() {
    return (features + 1L) * classes;
  }

  @Override
  public void close() {
    model.close();
  }
}
