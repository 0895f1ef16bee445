package fovea.lab.measure;

import fovea.engine.Engine;
import fovea.engine.Engines;
import fovea.engine.KernelTime;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.nn.CounterBasedRandom;
import fovea.nn.CounterBasedRandom.Purpose;
import fovea.nn.Initialization;
import fovea.nn.Layers;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.train.CrossEntropy;
import fovea.train.Sgd;
import fovea.train.WeightDecay;
import fovea.train.WorkerPool;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times of a network's training and inference steps on synthetic images.
 *
 * @param trainStepMillis median time of a training step: forward, loss, backward and optimiser
 * @param lossAndOptimizerMillis median time of a training step's loss and optimiser
 * @param inferenceMillis median time to classify a batch
 * @param kernels the time of each kernel of the training program on one thread, which the threads
 *     share in a training step; empty if not profiled
 */
public record Timing(
    double trainStepMillis,
    double lossAndOptimizerMillis,
    double inferenceMillis,
    List<KernelTime> kernels) {

  private static final int MATRIX = 1024;
  private static final int PRODUCTS = 25;
  private static final int MIN_WARM_UP = 3;
  private static final double LEARNING_RATE = 1e-3;
  private static final double MOMENTUM = 0.9;

  /**
   * Measures a network.
   *
   * @param steps number of steps to time; a fifth as many warm-up steps precede them
   * @param profile whether to time each kernel as well
   */
  public static Timing measure(
      Engine engine,
      Network network,
      Shape input,
      int batch,
      Precision precision,
      int steps,
      boolean profile) {
    int warmUp = Math.max(MIN_WARM_UP, steps / 5);
    try (Model model = engine.compile(network, input, batch, precision);
        WorkerPool workers = new WorkerPool(Engines.threads())) {
      for (Variable variable : model.variables()) {
        variable.write(Initialization.PYTORCH.values(variable.parameter(), 0), variable.values());
      }
      Program training = model.training(batch);
      Program evaluation = model.evaluation(batch);
      fill(training.input());
      fill(evaluation.input());
      Step step = new Step(model, training, workers);
      double trainStep = median(step::run, warmUp, steps);
      double outside = step.outsideMillis(steps);
      evaluation.freeze();
      double inference = median(() -> evaluation.forward(0), warmUp, steps);
      List<KernelTime> kernels = profile ? training.profile(steps) : List.of();
      return new Timing(trainStep, outside, inference, kernels);
    }
  }

  /**
   * The machine's peak performance in GFLOP/s, measured as that of a matrix product large enough to
   * be efficient and small enough for the caches.
   */
  public static double peakGflops(Engine engine, Precision precision) {
    Network product = Network.of("product", Layers.linear(MATRIX));
    Shape input = Shape.vector(MATRIX);
    try (Model model = engine.compile(product, input, MATRIX, precision)) {
      Program program = model.evaluation(MATRIX);
      fill(program.input());
      program.freeze();
      double milliseconds = times(() -> program.forward(0), MIN_WARM_UP, PRODUCTS)[0];
      return FlopCount.gflops(FlopCount.of(product, input, MATRIX).inference(), milliseconds);
    }
  }

  /** A training step like the trainer's, always on the same batch. */
  private static final class Step {
    private final Program program;
    private final CrossEntropy loss;
    private final Sgd optimizer;
    private final int[] labels;
    private final WorkerPool workers;
    private final List<Long> outsideNanos = new ArrayList<>();
    private long number;

    Step(Model model, Program program, WorkerPool workers) {
      this.workers = workers;
      this.program = program;
      int classes = model.output().elements();
      loss = new CrossEntropy(classes);
      optimizer = new Sgd(model.variables(), MOMENTUM, false, WeightDecay.NONE);
      labels = new int[program.batch()];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = i % classes;
      }
    }

    void run() {
      program.forward(number++);
      long start = System.nanoTime();
      loss.add(program.output(), labels, labels.length, program.outputGradient());
      long before = System.nanoTime() - start;
      program.backward();
      start = System.nanoTime();
      optimizer.step(LEARNING_RATE, 1, workers);
      outsideNanos.add(before + System.nanoTime() - start);
    }

    /** The median time of loss and optimiser in the last steps. */
    double outsideMillis(int steps) {
      return outsideNanos.stream()
              .skip(outsideNanos.size() - steps)
              .sorted()
              .toList()
              .get(steps / 2)
          / 1e6;
    }
  }

  private static void fill(FloatBuffer images) {
    long key = CounterBasedRandom.key(0, Purpose.SYNTHETIC);
    for (int i = 0; i < images.capacity(); i++) {
      images.put(i, (float) CounterBasedRandom.normal(key, i));
    }
  }

  private static double median(Runnable work, int warmUp, int times) {
    return times(work, warmUp, times)[times / 2];
  }

  /** The times of repeated executions in milliseconds, in ascending order. */
  private static double[] times(Runnable work, int warmUp, int times) {
    for (int i = 0; i < warmUp; i++) {
      work.run();
    }
    double[] milliseconds = new double[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      work.run();
      milliseconds[i] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(milliseconds);
    return milliseconds;
  }
}
