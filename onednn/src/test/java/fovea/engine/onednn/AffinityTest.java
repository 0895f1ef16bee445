package fovea.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class AffinityTest {

  private static final int ROUNDS = 10_000;

  private final String before = processors();
  private int threads;

  @BeforeEach
  void haveSeveralProcessors() {
    threads = count(before);
    assumeTrue(threads > 1, "one processor: nothing to choose from");
  }

  @Test
  void eachThreadHasAProcessorOfItsOwn() throws Exception {
    Affinity affinity = Affinity.of(threads).orElseThrow();
    List<String> bound =
        IntStream.range(0, threads).mapToObj(i -> inNewThread(affinity, i)).toList();
    assertThat(bound).doesNotHaveDuplicates().allSatisfy(each -> assertThat(count(each)).isOne());
  }

  private static String inNewThread(Affinity affinity, int number) {
    FutureTask<String> task =
        new FutureTask<>(
            () -> {
              affinity.bind(number);
              return processors();
            });
    new Thread(task).start();
    try {
      return task.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void otherNumbersOfThreadsAreLeftToTheSystem() {
    assertThat(Affinity.of(threads + 1)).isEmpty();
    assertThat(Affinity.of(threads - 1)).isEmpty();
  }

  @Test
  void shardsAreComputedApartAndTheCallerIsFreeAfterwards() {
    Optional<OpenMp> openMp = OpenMp.find();
    assumeTrue(openMp.isPresent(), "no OpenMP");
    var seen = ConcurrentHashMap.<String>newKeySet();
    CountDownLatch all = new CountDownLatch(threads); // each thread takes one shard
    Instruction look =
        new Instruction() {
          @Override
          public String layer() {
            return "layer";
          }

          @Override
          public String pass() {
            return "pass";
          }

          @Override
          public void run(long key) {
            seen.add(processors());
            all.countDown();
            try {
              all.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    Instruction[][] shards =
        IntStream.range(0, threads)
            .mapToObj(i -> new Instruction[] {look})
            .toArray(Instruction[][]::new);
    new ShardPool(openMp.get(), threads).run(new Segment(shards), 0);
    assertThat(seen).hasSize(threads).allSatisfy(each -> assertThat(count(each)).isOne());
    assertThat(processors()).isEqualTo(before);
  }

  @Test
  void bindingAllocatesNothing() {
    Affinity affinity = Affinity.of(threads).orElseThrow();
    ThreadMXBean beans = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    bindAndRelease(affinity);
    long allocated = beans.getCurrentThreadAllocatedBytes();
    bindAndRelease(affinity);
    assertThat(beans.getCurrentThreadAllocatedBytes() - allocated).isLessThan(ROUNDS);
  }

  private static void bindAndRelease(Affinity affinity) {
    for (int i = 0; i < ROUNDS; i++) {
      affinity.bind(0);
      affinity.release();
    }
  }

  /** The processors that the current thread may use, as the system writes it: 0-3,8. */
  private static String processors() {
    try (var lines = Files.lines(Path.of("/proc/thread-self/status"))) {
      return lines
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int count(String processors) {
    int count = 0;
    for (String range : processors.split(",", -1)) {
      String[] ends = range.split("-", -1);
      count += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
    }
    return count;
  }
}
