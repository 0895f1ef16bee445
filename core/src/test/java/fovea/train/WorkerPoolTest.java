package fovea.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerPoolTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyTaskRunsOnceInEveryRun(int size) {
    try (WorkerPool workers = new WorkerPool(size)) {
      for (int count = 0; count < 300; count++) {
        AtomicIntegerArray done = new AtomicIntegerArray(count);
        workers.run(count, (index, worker) -> done.incrementAndGet(index));
        for (int index = 0; index < count; index++) {
          assertThat(done.get(index)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void concurrentTasksHaveDifferentWorkers() {
    try (WorkerPool workers = new WorkerPool(4)) {
      AtomicIntegerArray busy = new AtomicIntegerArray(workers.size());
      AtomicIntegerArray clashes = new AtomicIntegerArray(1);
      workers.run(
          10_000,
          (index, worker) -> {
            if (busy.incrementAndGet(worker) > 1) {
              clashes.incrementAndGet(0);
            }
            busy.decrementAndGet(worker);
          });
      assertThat(clashes.get(0)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aFailureReachesTheCallerAndThePoolStaysUsable(int size) {
    try (WorkerPool workers = new WorkerPool(size)) {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  workers.run(
                      50,
                      (index, worker) -> {
                        if (index == 20) {
                          throw new IllegalStateException("no");
                        }
                      }))
          .withMessageContaining("no");
      AtomicIntegerArray done = new AtomicIntegerArray(1);
      workers.run(50, (index, worker) -> done.incrementAndGet(0));
      assertThat(done.get(0)).isEqualTo(50);
    }
  }

  @Test
  void anEmptyPoolIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WorkerPool(0))
        .withMessageContaining("at least 1");
  }
}
