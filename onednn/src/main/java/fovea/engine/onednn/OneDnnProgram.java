package fovea.engine.onednn;

import fovea.engine.KernelTime;
import fovea.engine.Mode;
import fovea.engine.Programs;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The steps of the two passes and what they need to be prepared, and the buffers at their ends. */
final class OneDnnProgram implements Programs.Compiled {

  private final Mode mode;
  private final int batch;
  private final Arena arena;
  private final End input;
  private final End output;
  private final Optional<End> outputGradient;
  private final Optional<End> inputGradient;
  private final Step[] preparation;
  private final Step[] forward;
  private final Step[] backward;
  private boolean frozen;
  private boolean closed;

  /**
   * @param arena what the program is made of; closed with it
   * @param outputGradient none in evaluation
   * @param inputGradient none unless it attributes
   */
  OneDnnProgram(
      Mode mode,
      int batch,
      Arena arena,
      End input,
      End output,
      Optional<End> outputGradient,
      Optional<End> inputGradient,
      List<Step> preparation,
      List<Step> forward,
      List<Step> backward) {
    this.mode = mode;
    this.batch = batch;
    this.arena = arena;
    this.input = input;
    this.output = output;
    this.outputGradient = outputGradient;
    this.inputGradient = inputGradient;
    this.preparation = preparation.toArray(Step[]::new);
    this.forward = forward.toArray(Step[]::new);
    this.backward = backward.toArray(Step[]::new);
  }

  @Override
  public Mode mode() {
    return mode;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public FloatBuffer input() {
    requireOpen();
    return input.floats();
  }

  @Override
  public FloatBuffer output() {
    requireOpen();
    return output.floats();
  }

  @Override
  public FloatBuffer outputGradient() {
    requireOpen();
    return outputGradient.orElseThrow(OneDnnProgram::evaluates).floats();
  }

  @Override
  public void freeze() {
    requireOpen();
    prepare();
    frozen = true;
  }

  private void prepare() {
    for (Step step : preparation) {
      step.run(0);
    }
  }

  @Override
  public void forward(long key) {
    requireOpen();
    if (!frozen) {
      prepare();
    }
    for (Step step : forward) {
      step.run(key);
    }
  }

  @Override
  public void backward() {
    requireOpen();
    if (!mode.goesBackward()) {
      throw evaluates();
    }
    for (Step step : backward) {
      step.run(0);
    }
  }

  @Override
  public FloatBuffer inputGradient() {
    requireOpen();
    return inputGradient
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "only an attribution program has a gradient of its input"))
        .floats();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the program is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    arena.close();
  }

  private static IllegalStateException evaluates() {
    return new IllegalStateException("an evaluation program has no backward pass");
  }

  /** What computes the steps, one after the other. */
  Stream<String> implementations() {
    return Stream.of(preparation, forward, backward)
        .flatMap(Arrays::stream)
        .map(Step::implementation);
  }

  @Override
  public List<KernelTime> profile(int repetitions) {
    requireOpen();
    Step[] all =
        Stream.of(preparation, forward, backward).flatMap(Arrays::stream).toArray(Step[]::new);
    double[][] milliseconds = new double[all.length][repetitions];
    for (int repetition = 0; repetition < repetitions; repetition++) {
      for (int i = 0; i < all.length; i++) {
        long start = System.nanoTime();
        all[i].run(repetition);
        milliseconds[i][repetition] = (System.nanoTime() - start) / 1e6;
      }
    }
    List<KernelTime> times = new ArrayList<>();
    for (int i = 0; i < all.length; i++) {
      Arrays.sort(milliseconds[i]);
      times.add(
          new KernelTime(
              all[i].layer(),
              all[i].pass(),
              all[i].implementation(),
              milliseconds[i][repetitions / 2]));
    }
    return perPass(times);
  }

  /** One time for all that is done in a pass of a layer, under the name of what takes longest. */
  private static List<KernelTime> perPass(List<KernelTime> times) {
    return List.copyOf(
        times.stream()
            .collect(
                Collectors.groupingBy(
                    time -> List.of(time.layer(), time.pass()),
                    LinkedHashMap::new,
                    Collectors.collectingAndThen(Collectors.toList(), OneDnnProgram::together)))
            .values());
  }

  private static KernelTime together(List<KernelTime> times) {
    Map<String, Double> kernels =
        times.stream()
            .collect(
                Collectors.groupingBy(
                    KernelTime::kernel, Collectors.summingDouble(KernelTime::milliseconds)));
    String longest = Collections.max(kernels.entrySet(), Map.Entry.comparingByValue()).getKey();
    double sum = kernels.values().stream().mapToDouble(Double::doubleValue).sum();
    return new KernelTime(times.get(0).layer(), times.get(0).pass(), longest, sum);
  }
}
