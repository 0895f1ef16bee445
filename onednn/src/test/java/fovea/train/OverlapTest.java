package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;

import fovea.engine.Buffers;
import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Peers;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.engine.onednn.OneDnnEngine;
import fovea.nn.Initialization;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import fovea.train.ring.Rendezvous;
import fovea.train.ring.Ring;
import fovea.train.ring.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exchanging gradients during the backward pass, or after it. */
@Tag("long")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class OverlapTest {

  /** Of a step each; some cannot be divided into shards. */
  private static final int[] BATCHES = {48, 48, 7, 48};

  @ParameterizedTest
  @CsvSource({
    "cifarnet, false, 2, F32",
    "cifarnet, false, 3, BF16",
    "cifarnet, true, 3, F32",
    "resnet20, true, 2, F32"
  })
  void overlapChangesNoBit(String name, boolean normalised, int workers, Precision exchange)
      throws IOException {
    Network network = Zoo.network(name, new Zoo.Options(10, 0, normalised));
    List<List<float[]>> during = together(network, Zoo.input(name), workers, exchange, true);
    List<List<float[]>> after = together(network, Zoo.input(name), workers, exchange, false);
    for (int rank = 0; rank < workers; rank++) {
      for (int i = 0; i < during.get(0).size(); i++) {
        assertThat(Arrays.equals(during.get(rank).get(i), during.get(0).get(i))).isTrue();
        assertThat(Arrays.equals(during.get(rank).get(i), after.get(rank).get(i))).isTrue();
      }
    }
  }

  /** What each member has learned. */
  private static List<List<float[]>> together(
      Network network, Shape input, int workers, Precision exchange, boolean early)
      throws IOException {
    Rendezvous rendezvous =
        new Rendezvous(free(), workers, new Secret("only for tests"), Duration.ofMinutes(1));
    List<CompletableFuture<Learned>> members =
        IntStream.range(0, workers)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> train(rendezvous, network, input, exchange, early),
                        task -> new Thread(task).start()))
            .toList();
    List<Learned> learned = members.stream().map(CompletableFuture::join).toList();
    return IntStream.range(0, workers)
        .mapToObj(
            rank ->
                learned.stream()
                    .filter(each -> each.rank() == rank)
                    .findFirst()
                    .orElseThrow()
                    .values())
        .toList();
  }

  private record Learned(int rank, List<float[]> values) {}

  private static Learned train(
      Rendezvous rendezvous, Network network, Shape input, Precision exchange, boolean early) {
    Engine engine = new OneDnnEngine();
    try (Ring ring = rendezvous.meet(Map.of());
        Model model =
            early
                ? engine.compileForExchange(
                    network, input, BATCHES[0], Precision.F32, Set.of(), Peers.NONE)
                : engine.compile(network, input, BATCHES[0], Precision.F32);
        SharedGradients shared =
            new SharedGradients(
                new Sgd(model.variables(), 0.9, false, WeightDecay.coupled(0)),
                model.variables(),
                ring,
                exchange,
                true)) {
      model.initialize(Initialization.PYTORCH, 1);
      for (int step = 0; step < BATCHES.length; step++) {
        Program program = model.training(BATCHES[step]);
        Buffers.fill(program.input(), 100L * step + ring.rank());
        program.forward(step);
        Buffers.fill(program.outputGradient(), 1000L * step + ring.rank());
        shared.backward(program);
        shared.step(1e-3, step + 1);
      }
      return new Learned(
          ring.rank(),
          model.variables().stream().map(Variable::values).map(Buffers::read).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }
}
