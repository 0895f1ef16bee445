package fovea.engine.onednn;

import fovea.engine.KernelTime;
import fovea.engine.Passes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The instructions of the two passes, and those that prepare what depends on parameters alone. */
final class OneDnnPasses implements Passes {

  private final Arena arena;
  private final Threading threading;
  private final Segment[] preparation;
  private final Segment[] forward;
  private final Segment[] backward;
  private final Map<String, Integer> wholeAfter;
  private boolean frozen;

  /**
   * @param arena owns the native objects of the passes; closed with them
   * @param threading how they are shared out
   * @param wholeAfter the number of the segment of the backward pass after which nothing uses the
   *     gradient of a parameter any more
   */
  OneDnnPasses(
      Arena arena,
      Threading threading,
      Segment[] preparation,
      Segment[] forward,
      Segment[] backward,
      Map<String, Integer> wholeAfter) {
    this.arena = arena;
    this.threading = threading;
    this.preparation = preparation;
    this.forward = forward;
    this.backward = backward;
    this.wholeAfter = Map.copyOf(wholeAfter);
  }

  @Override
  public void freeze() {
    prepare();
    frozen = true;
  }

  private void prepare() {
    run(preparation, 0);
  }

  private void run(Segment[] segments, long key) {
    threading.enter();
    for (Segment segment : segments) {
      threading.run(segment, key);
    }
  }

  @Override
  public void forward(long key) {
    if (!frozen) {
      prepare();
    }
    run(forward, key);
  }

  @Override
  public void backward() {
    run(backward, 0);
  }

  @Override
  public void backward(IntConsumer ended) {
    threading.enter();
    for (int i = 0; i < backward.length; i++) {
      threading.run(backward[i], 0);
      ended.accept(i);
    }
  }

  @Override
  public int wholeAfter(String parameter) {
    return wholeAfter.getOrDefault(parameter, backward.length - 1);
  }

  @Override
  public void close() {
    arena.close();
  }

  @Override
  public List<String> kernels() {
    return Stream.of(preparation, forward, backward)
        .flatMap(Arrays::stream)
        .flatMap(segment -> Arrays.stream(segment.shards()[0]))
        .map(Instruction::implementation)
        .toList();
  }

  @Override
  public List<KernelTime> profile(int repetitions) {
    threading.enter();
    Instruction[] all =
        Stream.of(preparation, forward, backward)
            .flatMap(Arrays::stream)
            .flatMap(Segment::instructions)
            .toArray(Instruction[]::new);
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

  /** Sums the times of each pass of a layer, under the name of its slowest kernel. */
  private static List<KernelTime> perPass(List<KernelTime> times) {
    return List.copyOf(
        times.stream()
            .collect(
                Collectors.groupingBy(
                    time -> List.of(time.layer(), time.pass()),
                    LinkedHashMap::new,
                    Collectors.collectingAndThen(Collectors.toList(), OneDnnPasses::together)))
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
