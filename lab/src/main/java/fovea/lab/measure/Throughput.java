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
import java.util.Arrays;
import java.util.List;

/**
 * How fast a network trains and classifies, on synthetic images.
 *
 * <p>What a machine can do at most is what it does in the product of two large matrices, small
 * enough to stay in its caches.
 *
 * @param trainStepMillis the median of a training step: forward, loss, backward and optimiser
 * @param inferenceMillis the median of a batch's evaluation
 * @param kernels the training program kernel by kernel
 */
public record Throughput(double trainStepMillis, double inferenceMillis, List<KernelTime> kernels) {

  private static final int MATRIX = 1024;
  private static final int PRODUCTS = 25;
  private static final int LEAST_WARM_UP = 3;
  private static final double LEARNING_RATE = 1e-3;
  private static final double MOMENTUM = 0.9;

  /**
   * Measures.
   *
   * @param steps how many steps to time; a fifth as many are done before, to warm up
   * @param profile whether to time the kernels too
   */
  public static Throughput measure(
      Engine engine,
      Network network,
      Shape input,
      int batch,
      Precision precision,
      int steps,
      boolean profile) {
    int warmUp = Math.max(LEAST_WARM_UP, steps / 5);
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
      evaluation.freeze();
      double inference = median(() -> evaluation.forward(0), warmUp, steps);
      List<KernelTime> kernels = profile ? training.profile(steps) : List.of();
      return new Throughput(trainStep, inference, kernels);
    }
  }

  /** The machine's peak: billions of operations a second in the product of two large matrices. */
  public static double peak(Engine engine, Precision precision) {
    Network product = Network.of("product", Layers.linear(MATRIX));
    Shape input = Shape.vector(MATRIX);
    try (Model model = engine.compile(product, input, MATRIX, precision)) {
      Program program = model.evaluation(MATRIX);
      fill(program.input());
      program.freeze();
      double milliseconds = times(() -> program.forward(0), LEAST_WARM_UP, PRODUCTS)[0];
      return Workload.speed(Workload.of(product, input, MATRIX).inference(), milliseconds);
    }
  }

  /** A training step as the trainer does it, on the same batch each time. */
  private static final class Step {
    private final Program program;
    private final CrossEntropy loss;
    private final Sgd optimizer;
    private final int[] labels;
    private final WorkerPool workers;
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
      loss.add(program.output(), labels, labels.length, program.outputGradient());
      program.backward();
      optimizer.step(LEARNING_RATE, 1, workers);
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

  /** Milliseconds that some work takes each time, the shortest first. */
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
