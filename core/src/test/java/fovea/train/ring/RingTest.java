package fovea.train.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import fovea.engine.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rings of threads on the loopback interface. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RingTest {

  private static final Map<String, String> TERMS = Map.of("batch_size", "64");

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static InetSocketAddress free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }

  private static Rendezvous at(InetSocketAddress address, int size, Duration patience) {
    return new Rendezvous(address, size, new Secret("only for tests"), patience);
  }

  private CompletableFuture<Ring> meet(Rendezvous rendezvous, Map<String, String> terms) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return rendezvous.meet(terms);
          } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
          }
        },
        threads);
  }

  /** The members of a ring, by rank. */
  private List<Ring> ring(int size) throws IOException {
    Rendezvous rendezvous = at(free(), size, Duration.ofSeconds(60));
    List<CompletableFuture<Ring>> coming = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      coming.add(meet(rendezvous, TERMS));
    }
    Ring[] members = new Ring[size];
    for (CompletableFuture<Ring> each : coming) {
      members[each.join().rank()] = each.join();
    }
    return List.of(members);
  }

  /** What each member returns, at the same time. */
  private <T> List<T> all(List<Ring> ring, IntFunction<T> work) {
    List<CompletableFuture<T>> results = new ArrayList<>();
    for (int i = 0; i < ring.size(); i++) {
      int rank = i;
      results.add(CompletableFuture.supplyAsync(() -> work.apply(rank), threads));
    }
    return results.stream().map(CompletableFuture::join).toList();
  }

  private static float[] values(int rank, int count) {
    Random random = new Random(rank);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1000, F32",
    "3, 1000, F32",
    "4, 300001, F32",
    "5, 3, F32",
    "3, 1, F32",
    "2, 0, F32",
    "2, 1000, BF16",
    "4, 300001, BF16",
    "3, 1, BF16"
  })
  void allMembersGetTheSameSums(int size, int count, Precision precision) throws IOException {
    List<Ring> ring = ring(size);
    List<float[]> sums =
        all(
            ring,
            rank -> {
              float[] own = values(rank, count);
              ring.get(rank).sum(own, precision);
              return own;
            });
    double[] exact = new double[count];
    for (int rank = 0; rank < size; rank++) {
      float[] each = values(rank, count);
      for (int i = 0; i < count; i++) {
        exact[i] += each[i];
      }
    }
    for (float[] each : sums) {
      assertThat(each).isEqualTo(sums.get(0));
    }
    for (int i = 0; i < count; i++) {
      assertThat((double) sums.get(0)[i])
          .isCloseTo(exact[i], within((precision == Precision.F32 ? 1e-6 : 4e-3) * size));
    }
    ring.forEach(Ring::close);
  }

  /** Of two numbers that bf16 can hold, the sum of 257 lies between two that it can. */
  @Test
  void sumsAreRoundedToTheNumbersThatAreSent() throws IOException {
    List<Ring> ring = ring(2);
    for (Precision precision : List.of(Precision.F32, Precision.BF16)) {
      for (float[] sums : all(ring, rank -> sum(ring.get(rank), precision, 256, 1, 1 + 0x1p-9f))) {
        assertThat(sums)
            .containsExactly(
                precision == Precision.F32
                    ? new float[] {512, 2, 2 + 0x1p-8f}
                    : new float[] {512, 2, 2});
      }
      float[] own = {256, Float.POSITIVE_INFINITY, Float.intBitsToFloat(0x7F800001), -0x1.FEp127f};
      float[] other = {1, 1, 1, -0x1.FEp127f};
      for (float[] sums :
          all(ring, rank -> sum(ring.get(rank), precision, rank == 0 ? own : other))) {
        assertThat(sums)
            .containsExactly(
                precision == Precision.F32 ? 257 : 256,
                Float.POSITIVE_INFINITY,
                Float.NaN,
                Float.NEGATIVE_INFINITY);
      }
    }
    ring.forEach(Ring::close);
  }

  private static float[] sum(Ring member, Precision precision, float... values) {
    float[] sums = values.clone();
    member.sum(sums, precision);
    return sums;
  }

  @Test
  void whatIsSentInBf16IsHalfAsMuch() {
    assertThat(Numbers.of(Precision.BF16).bytes()).isEqualTo(Numbers.of(Precision.F32).bytes() / 2);
    assertThatThrownBy(() -> Numbers.of(Precision.F64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("f32 or bf16");
  }

  @Test
  void allMembersHearWhatEachSays() throws IOException {
    List<Ring> ring = ring(4);
    for (double[] heard : all(ring, rank -> ring.get(rank).gather(rank, rank + 0.1))) {
      assertThat(heard).containsExactly(0, 0.1, 1, 1.1, 2, 2.1, 3, 3.1);
    }
    ring.forEach(Ring::close);
  }

  /** Threads of their own, in another order at each member. */
  @Test
  void oneThreadSumsWhileAnotherGathers() throws IOException {
    List<Ring> ring = ring(3);
    List<CompletableFuture<List<float[]>>> sums = new ArrayList<>();
    for (Ring each : ring) {
      sums.add(
          CompletableFuture.supplyAsync(
              () ->
                  IntStream.range(0, 50)
                      .mapToObj(i -> sum(each, Precision.F32, values(each.rank(), 20_000 + i)))
                      .toList(),
              threads));
    }
    for (int i = 0; i < 50; i++) {
      int said = i;
      for (double[] heard : all(ring, rank -> ring.get(rank).gather(rank, said))) {
        assertThat(heard).containsExactly(0, said, 1, said, 2, said);
      }
    }
    List<float[]> first = sums.get(0).join();
    for (int i = 0; i < first.size(); i++) {
      assertThat(sums.get(1).join().get(i)).isEqualTo(first.get(i));
      assertThat(sums.get(2).join().get(i)).isEqualTo(first.get(i));
    }
    ring.forEach(Ring::close);
  }

  @Test
  void whyOneFailedIsToldToAll() throws IOException {
    List<Ring> ring = ring(3);
    ring.get(2).fail("the loss is NaN");
    ring.get(2).close();
    for (int rank = 0; rank < 2; rank++) {
      Ring each = ring.get(rank);
      assertThatThrownBy(() -> each.sum(new float[100], Precision.F32))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("worker 2 (127.0.0.1) failed: the loss is NaN");
      assertThatThrownBy(() -> each.gather(1))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("worker 2 (127.0.0.1) failed: the loss is NaN");
      each.close();
    }
  }

  @Test
  void anotherNumberOfValuesIsRefused() throws IOException {
    List<Ring> ring = ring(2);
    List<String> reasons =
        all(
            ring,
            rank -> {
              try {
                ring.get(rank).sum(new float[rank == 0 ? 100 : 200], Precision.F32);
                return "";
              } catch (UncheckedIOException e) {
                return e.getMessage();
              }
            });
    assertThat(reasons).allMatch(reason -> reason.contains("were agreed on"));
    ring.forEach(Ring::close);
  }

  @Test
  void whoTrainsSomethingElseIsRefused() throws IOException {
    Rendezvous rendezvous = at(free(), 2, Duration.ofSeconds(60));
    CompletableFuture<Ring> host = meet(rendezvous, TERMS);
    awaitListening(rendezvous.address());
    assertThatThrownBy(() -> meet(rendezvous, Map.of("batch_size", "32")).join())
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("the batch_size differs: '32' there, '64' at worker 0");
    CompletableFuture<Ring> other = meet(rendezvous, TERMS);
    host.join().close();
    other.join().close();
  }

  @Test
  void whoDoesNotKnowTheSecretIsRefused() throws IOException {
    Rendezvous rendezvous = at(free(), 2, Duration.ofSeconds(60));
    CompletableFuture<Ring> host = meet(rendezvous, TERMS);
    awaitListening(rendezvous.address());
    Rendezvous wrong =
        new Rendezvous(
            rendezvous.address(), 2, new Secret("something else"), Duration.ofSeconds(60));
    assertThatThrownBy(() -> meet(wrong, TERMS).join()).isInstanceOf(CompletionException.class);
    try (Socket stranger = new Socket()) {
      stranger.connect(rendezvous.address());
      stranger
          .getOutputStream()
          .write("GET / HTTP/1.1\r\n\r\n".repeat(10).getBytes(StandardCharsets.US_ASCII));
    }
    CompletableFuture<Ring> other = meet(rendezvous, TERMS);
    host.join().close();
    other.join().close();
  }

  private static void awaitListening(InetSocketAddress address) throws IOException {
    while (true) {
      try (Socket probe = new Socket()) {
        probe.connect(address);
        return;
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void whoWaitsInVainSaysForWhom() throws IOException {
    Rendezvous rendezvous = at(free(), 3, Duration.ofMillis(300));
    assertThatThrownBy(() -> rendezvous.meet(TERMS))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("1 of 3 workers came to ");
  }

  @Test
  void aSecretIsNotShort() {
    assertThatThrownBy(() -> new Secret("short")).isInstanceOf(IllegalArgumentException.class);
    assertThat(Arrays.equals(Secret.challenge(), Secret.challenge())).isFalse();
  }
}
