package fovea.peers.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import fovea.engine.Engines;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.nn.Initialization;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import fovea.peers.harness.Setting;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Compares the latency of Fovea and ONNX Runtime for the lab's network, from a Java array of pixels
 * to a Java array of scores. Both use the same weights, and their scores must agree. They are
 * measured in turn, so that the ratio is valid on a machine whose speed drifts.
 */
public final class Latency {

  private static final double TOLERANCE = 1e-4;
  private static final int WARM_UP = 500;
  private static final int CALLS = 1000;

  /**
   * Pause before each measurement: ONNX Runtime's threads spin for a while after a call and would
   * slow down Fovea's.
   */
  private static final long REST_MILLIS = 200;

  /** Classifies the batch. */
  private interface Classifier {
    float[] classify() throws OrtException;
  }

  /** Median and 99th percentile of a call's time, in milliseconds. */
  private record Times(double median, double p99) {}

  private Latency() {}

  /**
   * Arguments: {@code --rounds N}, {@code --batch N}. {@code OMP_NUM_THREADS} sets the number of
   * threads.
   *
   * @throws IllegalStateException if the scores differ
   */
  public static void main(String[] arguments) throws OrtException, InterruptedException {
    Map<String, String> flags = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      flags.put(arguments[i], arguments[i + 1]);
    }
    int batch = Integer.parseInt(flags.getOrDefault("--batch", "1"));
    int rounds = Integer.parseInt(flags.getOrDefault("--rounds", "5"));
    int threads = Integer.parseInt(System.getenv("OMP_NUM_THREADS"));
    float[] images = new Setting("plain", "f32", batch, 1, 1, 1, false, 0).images();
    try (Model model = model(batch);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session =
            environment.createSession(OnnxGraph.of(model, batch), options(threads))) {
      Program program = model.evaluation(batch);
      program.freeze();
      Classifier fovea = () -> classify(program, images);
      long[] shape = {batch, Setting.CHANNELS, Setting.SIDE, Setting.SIDE};
      Classifier onnx = () -> classify(environment, session, images, shape);
      double difference = difference(fovea.classify(), onnx.classify());
      print("threads %d, batch %d; largest difference of scores %.1e", threads, batch, difference);
      if (difference > TOLERANCE) {
        throw new IllegalStateException("the scores differ by more than " + TOLERANCE);
      }
      compare(fovea, onnx, rounds);
    }
  }

  private static Model model(int batch) {
    Model model =
        Engines.named("onednn")
            .compile(
                Zoo.network("cifarnet", Zoo.Options.classes(Setting.CLASSES)),
                Shape.image(Setting.CHANNELS, Setting.SIDE, Setting.SIDE),
                batch,
                Precision.F32);
    for (Variable variable : model.variables()) {
      // He initialisation, for scores large enough that differences show.
      variable.write(Initialization.HE.values(variable.parameter(), 0), variable.values());
    }
    return model;
  }

  private static OrtSession.SessionOptions options(int threads) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    return options;
  }

  private static float[] classify(Program program, float[] images) {
    program.input().put(0, images);
    program.forward(0);
    float[] scores = new float[program.output().capacity()];
    program.output().get(0, scores);
    return scores;
  }

  private static float[] classify(
      OrtEnvironment environment, OrtSession session, float[] images, long[] shape)
      throws OrtException {
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), shape);
        OrtSession.Result result = session.run(Map.of(OnnxGraph.INPUT, tensor))) {
      float[] scores = new float[(int) (shape[0] * Setting.CLASSES)];
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(scores);
      return scores;
    }
  }

  private static double difference(float[] left, float[] right) {
    double largest = 0;
    for (int i = 0; i < left.length; i++) {
      largest = Math.max(largest, Math.abs(left[i] - right[i]));
    }
    return largest;
  }

  private static void compare(Classifier fovea, Classifier onnx, int rounds)
      throws OrtException, InterruptedException {
    double[] ratios = new double[rounds];
    print("| round | Fovea, ms | 99 %% | ONNX Runtime, ms | 99 %% | ratio |");
    print("|---|---|---|---|---|---|");
    for (int round = 0; round < rounds; round++) {
      Times own = times(fovea);
      Times other = times(onnx);
      ratios[round] = other.median() / own.median();
      print(
          "| %d | %.3f | %.3f | %.3f | %.3f | %.2f |",
          round + 1, own.median(), own.p99(), other.median(), other.p99(), ratios[round]);
    }
    Arrays.sort(ratios);
    print("%nmedian ratio, ONNX Runtime to Fovea: %.2f", ratios[rounds / 2]);
  }

  private static Times times(Classifier classifier) throws OrtException, InterruptedException {
    Thread.sleep(REST_MILLIS);
    double[] milliseconds = new double[CALLS];
    for (int i = -WARM_UP; i < CALLS; i++) {
      long start = System.nanoTime();
      classifier.classify();
      if (i >= 0) {
        milliseconds[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(milliseconds);
    return new Times(milliseconds[CALLS / 2], milliseconds[CALLS * 99 / 100]);
  }

  private static void print(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }
}
