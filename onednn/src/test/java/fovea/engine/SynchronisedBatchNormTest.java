package fovea.engine;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;

import fovea.data.Slice;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Batch normalisation of a batch that several processes, here threads, have slices of. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SynchronisedBatchNormTest {

  /** A normalisation takes away what a bias before it adds: its gradient is 0 but for rounding. */
  private static final Pattern CANCELLED = Pattern.compile("conv\\d+\\.bias");

  private static final Network SMALL =
      Network.of(
          "small",
          conv(8, 3).same(),
          batchNorm(),
          relu(),
          conv(20, 3).same(), // not a multiple of the kernels' blocks
          batchNorm(),
          maxPool(2),
          flatten(),
          linear(10));

  /** A slice of one image has a single value per channel, which has no variance by itself. */
  private static final Network OF_SINGLE_VALUES =
      Network.of(
          "single",
          conv(16, 3).same(),
          globalAvgPool(),
          batchNorm(),
          relu(),
          flatten(),
          linear(10));

  /** What threads say to each other. */
  private static final class Threads {
    private final CyclicBarrier barrier;
    private final double[][] said;

    Threads(int count) {
      barrier = new CyclicBarrier(count);
      said = new double[count][];
    }

    Peers member(int rank) {
      return new Peers() {
        @Override
        public int size() {
          return said.length;
        }

        @Override
        public void gather(double[] own, double[] all) {
          said[rank] = own;
          await();
          for (int i = 0; i < said.length; i++) {
            System.arraycopy(said[i], 0, all, i * own.length, own.length);
          }
          await();
        }
      };
    }

    private void await() {
      try {
        barrier.await(1, TimeUnit.MINUTES);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Contenders, networks, their input, images in a batch, and how many processes share it. */
  static Stream<Arguments> all() {
    Shape input = Shape.image(3, 8, 8);
    return Contender.all().stream()
        .flatMap(
            contender ->
                Stream.concat(
                    Stream.of(
                        Arguments.of(contender, SMALL, input, 8, 2),
                        Arguments.of(contender, SMALL, input, 7, 3),
                        Arguments.of(contender, OF_SINGLE_VALUES, input, 3, 2),
                        Arguments.of(contender, OF_SINGLE_VALUES, input, 2, 2)),
                    contender.fast() ? large(contender) : Stream.empty()));
  }

  private static Stream<Arguments> large(Contender contender) {
    return Stream.of("cifarnet", "resnet20")
        .flatMap(
            name ->
                Stream.of(48, 7)
                    .map(
                        batch ->
                            Arguments.of(
                                contender,
                                Zoo.network(name, new Zoo.Options(10, 0, true)),
                                Zoo.input(name),
                                batch,
                                2)));
  }

  @ParameterizedTest(name = "{0} {2} {3} {4}")
  @MethodSource("all")
  void slicesGiveWhatTheWholeBatchDoes(
      Contender contender, Network network, Shape input, int batch, int workers) {
    Map<String, List<float[]>> whole =
        numbers(contender, network, input, batch, Slice.WHOLE, Peers.NONE);
    Threads threads = new Threads(workers);
    List<CompletableFuture<Map<String, List<float[]>>>> members =
        IntStream.range(0, workers)
            .mapToObj(
                rank ->
                    CompletableFuture.supplyAsync(
                        () ->
                            numbers(
                                contender,
                                network,
                                input,
                                batch,
                                new Slice(rank, workers),
                                threads.member(rank)),
                        task -> new Thread(task).start()))
            .toList();
    List<Map<String, List<float[]>>> slices =
        members.stream().map(CompletableFuture::join).toList();

    requireNear(contender, "output", joined(slices), whole.get("output").get(0));
    for (int i = 0; i < whole.get("gradients").size(); i++) {
      requireNear(contender, "gradient " + i, sum(slices, i), whole.get("gradients").get(i));
    }
    List<float[]> statistics = whole.get("statistics");
    assertThat(statistics).isNotEmpty();
    for (int i = 0; i < statistics.size(); i++) {
      requireNear(
          contender, "statistics " + i, slices.get(0).get("statistics").get(i), statistics.get(i));
      for (Map<String, List<float[]>> each : slices) {
        assertThat(each.get("statistics").get(i)).isEqualTo(slices.get(0).get("statistics").get(i));
      }
    }
  }

  private static Map<String, List<float[]>> numbers(
      Contender contender, Network network, Shape input, int batch, Slice slice, Peers peers) {
    try (Model model =
        contender
            .engine()
            .compileForExchange(
                network, input, slice.largest(batch), contender.precision(), Set.of(), peers)) {
      model.initialize(Initialization.PYTORCH, 1);
      Program program = model.training(slice.size(batch));
      List<float[]> gradients = new ArrayList<>();
      for (int step = 0; step < 2; step++) { // the second finds what the first has left
        fill(program.input(), 2 + step, batch, slice);
        program.forward(3);
        fill(program.outputGradient(), 4 + step, batch, slice);
        program.backward();
        model.variables().stream()
            .filter(each -> each.trained() && !CANCELLED.matcher(each.parameter().name()).matches())
            .forEach(each -> gradients.add(each.read(each.gradient())));
      }
      Map<String, List<float[]>> numbers = new LinkedHashMap<>();
      numbers.put("output", List.of(Buffers.read(program.output())));
      numbers.put("gradients", gradients);
      numbers.put(
          "statistics",
          model.variables().stream()
              .filter(each -> !each.parameter().role().learned())
              .map(each -> each.read(each.values()))
              .toList());
      return numbers;
    }
  }

  /** The numbers of a slice of a batch. */
  private static void fill(FloatBuffer buffer, long key, int batch, Slice slice) {
    int perImage = buffer.capacity() / slice.size(batch);
    FloatBuffer all = FloatBuffer.allocate(batch * perImage);
    Buffers.fill(all, key);
    int images = 0;
    for (int before = 0; before < slice.index(); before++) {
      images += new Slice(before, slice.count()).size(batch);
    }
    buffer.put(0, all, images * perImage, buffer.capacity());
  }

  private static float[] joined(List<Map<String, List<float[]>>> slices) {
    List<float[]> outputs = slices.stream().map(each -> each.get("output").get(0)).toList();
    FloatBuffer all = FloatBuffer.allocate(outputs.stream().mapToInt(each -> each.length).sum());
    outputs.forEach(all::put);
    return all.array();
  }

  private static float[] sum(List<Map<String, List<float[]>>> slices, int index) {
    float[] sum = new float[slices.get(0).get("gradients").get(index).length];
    for (Map<String, List<float[]>> each : slices) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += each.get("gradients").get(index)[i];
      }
    }
    return sum;
  }

  /**
   * Their distance is a small part of their length. A number that rounding moves past the edge of a
   * rectifier changes gradients by far more than rounding.
   */
  private static void requireNear(
      Contender contender, String what, float[] actual, float[] expected) {
    double distance = 0;
    double length = 0;
    for (int i = 0; i < expected.length; i++) {
      distance += Math.pow((double) actual[i] - expected[i], 2);
      length += Math.pow(expected[i], 2);
    }
    boolean gradient = what.startsWith("gradient");
    double limit =
        contender.precision() == Precision.BF16
            ? (gradient ? 0.5 : 0.03)
            : (gradient ? 0.05 : 1e-5);
    assertThat(Math.sqrt(distance)).as(what).isLessThanOrEqualTo(limit * Math.sqrt(length));
  }
}
