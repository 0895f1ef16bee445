package fovea.train.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fovea.engine.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Communicator;
import ml.dmlc.xgboost4j.java.RabitTracker;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The ring's sums beside those of XGBoost, which sums in a ring too. Its members are processes,
 * since each has one communicator, and end at a fixed time, since one waits for ever if another is
 * gone.
 */
@Tag("long")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class OracleTest {

  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path folder;

  private static float[] values(int rank, int count) {
    Random random = new Random(rank);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  /** A member of XGBoost's ring, a process of its own. */
  static final class Member {

    private Member() {}

    /**
     * Sums numbers with the others.
     *
     * @param words the number of values, a file for their sums, and names and values of settings
     */
    public static void main(String[] words) throws XGBoostError, IOException {
      Map<String, Object> settings = new HashMap<>();
      for (int i = 2; i < words.length; i += 2) {
        boolean number = words[i].endsWith("port") || words[i].contains("timeout");
        settings.put(words[i], number ? Integer.valueOf(words[i + 1]) : words[i + 1]);
      }
      Communicator.init(settings);
      float[] own = values(Communicator.getRank(), Integer.parseInt(words[0]));
      float[] sums = Communicator.allReduce(own, Communicator.OpType.SUM);
      ByteBuffer bytes = ByteBuffer.allocate(sums.length * Float.BYTES);
      bytes.asFloatBuffer().put(sums);
      Files.write(Path.of(words[1]), bytes.array());
      Communicator.shutdown();
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 1191170", "3, 300000", "4, 400"})
  void sumsAreThoseOfXgboostToTheBit(int size, int count) throws Exception {
    List<float[]> expected = ofXgboost(size, count);
    List<float[]> actual = ofRing(size, count);
    for (int rank = 0; rank < size; rank++) {
      assertThat(Arrays.mismatch(expected.get(rank), expected.get(0))).isNegative();
      assertThat(Arrays.mismatch(actual.get(rank), expected.get(0)))
          .as("where member %s has another sum", rank)
          .isNegative();
    }
  }

  private List<float[]> ofXgboost(int size, int count) throws Exception {
    RabitTracker tracker = tracker(size);
    List<Process> members = new ArrayList<>();
    try {
      for (int i = 0; i < size; i++) {
        members.add(member(i, count, tracker.getWorkerArgs()));
      }
      for (int i = 0; i < size; i++) {
        Path messages = folder.resolve("messages" + i);
        assertThat(members.get(i).waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(members.get(i).exitValue()).as(Files.readString(messages)).isZero();
      }
    } finally {
      members.forEach(Process::destroyForcibly);
      tracker.stop();
    }
    List<float[]> sums = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      float[] each = new float[count];
      ByteBuffer.wrap(Files.readAllBytes(folder.resolve("sums" + i))).asFloatBuffer().get(each);
      sums.add(each);
    }
    return sums;
  }

  private static RabitTracker tracker(int size) throws XGBoostError {
    try {
      RabitTracker tracker = new RabitTracker(size, "127.0.0.1");
      assumeTrue(tracker.start(), "XGBoost starts no tracker here: its sums are not compared");
      return tracker;
    } catch (LinkageError e) {
      assumeTrue(false, "XGBoost cannot be loaded here (" + e + "): its sums are not compared");
      throw e;
    }
  }

  private Process member(int number, int count, Map<String, Object> settings) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Member.class.getName(),
                Integer.toString(count),
                folder.resolve("sums" + number).toString(),
                "dmlc_task_id",
                Integer.toString(number)));
    settings.forEach((key, value) -> command.addAll(List.of(key, value.toString())));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("messages" + number).toFile())
        .start();
  }

  private static List<float[]> ofRing(int size, int count) throws IOException {
    Rendezvous rendezvous =
        new Rendezvous(free(), size, new Secret("only for tests"), Duration.ofMinutes(1));
    float[][] sums = new float[size][];
    List<CompletableFuture<Void>> members =
        IntStream.range(0, size)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          try (Ring ring = rendezvous.meet(Map.of())) {
                            float[] own = values(ring.rank(), count);
                            ring.sum(own, Precision.F32);
                            sums[ring.rank()] = own;
                          } catch (IOException e) {
                            throw new UncheckedIOException(e);
                          }
                        },
                        task -> new Thread(task).start()))
            .toList();
    members.forEach(CompletableFuture::join);
    return List.of(sums);
  }

  private static InetSocketAddress free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }
}
