package fovea.engine.onednn;

import fovea.engine.EngineShutdown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads that take the shards of batches one after the other. The calling thread is one of them;
 * if the others work for another caller already, it takes all. Running a segment allocates nothing.
 */
final class ShardPool {

  /** How long a thread looks for work before it sleeps: waking it takes a part of this. */
  private static final long SPIN_NANOS = 200_000;

  /** How often it looks between two looks at the clock. */
  private static final int SPINS = 64;

  private final OpenMp openMp;
  private final int threads;
  private final Optional<Affinity> affinity;
  private final List<Thread> workers = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger busy = new AtomicInteger();
  private volatile Throwable failure;
  private volatile Instruction[][] shards = {};
  private volatile long key;
  private final AtomicInteger round = new AtomicInteger();
  private volatile Thread caller;

  /**
   * Starts the threads.
   *
   * @param threads how many shards are computed at the same time
   */
  ShardPool(OpenMp openMp, int threads) {
    this.openMp = openMp;
    this.threads = threads;
    affinity = Affinity.of(threads);
    for (int i = 1; i < threads; i++) {
      int number = i;
      Thread worker = new Thread(() -> work(number), "fovea-shards-" + i);
      worker.setDaemon(true);
      worker.start();
      workers.add(worker);
    }
  }

  /** Lets kernels that the current thread creates or executes run on all threads. */
  void useAllThreads() {
    openMp.threads(threads);
  }

  /** Lets kernels that the current thread creates or executes run on it alone. */
  void useOneThread() {
    openMp.threads(1);
  }

  /** Runs the instructions of all shards, and returns when all are done. */
  void run(Segment segment, long key) {
    if (workers.isEmpty() || !lock.tryLock()) {
      for (Instruction[] shard : segment.shards()) {
        run(shard, key);
      }
      return;
    }
    try {
      if (affinity.isPresent()) {
        affinity.get().bind(0);
      }
      share(segment, key);
    } finally {
      if (affinity.isPresent()) {
        affinity.get().release(); // threads that the caller starts go where they want
      }
      lock.unlock();
    }
  }

  private void share(Segment segment, long key) {
    shards = segment.shards();
    this.key = key;
    caller = Thread.currentThread();
    next.set(0);
    busy.set(workers.size());
    round.incrementAndGet(); // publishes what is above
    for (int i = 0; i < workers.size(); i++) {
      LockSupport.unpark(workers.get(i));
    }
    takeShards();
    for (long start = System.nanoTime(); busy.get() > 0; ) {
      pause(start);
    }
    rethrow();
  }

  private void rethrow() {
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      throw new IllegalStateException(thrown.getMessage(), thrown);
    }
  }

  private void work(int number) {
    affinity.ifPresent(each -> each.bind(number));
    useOneThread();
    for (int seen = 0; ; seen++) {
      for (long start = System.nanoTime(); round.get() == seen; ) {
        pause(start);
      }
      takeShards();
      if (busy.decrementAndGet() == 0) {
        LockSupport.unpark(caller);
      }
    }
  }

  private void pause(long start) {
    if (System.nanoTime() - start < SPIN_NANOS) {
      for (int i = 0; i < SPINS; i++) {
        Thread.onSpinWait();
      }
    } else {
      LockSupport.park(this);
    }
  }

  private void takeShards() {
    Instruction[][] all = shards;
    long stepKey = key;
    try {
      for (int shard = next.getAndIncrement(); shard < all.length; shard = next.getAndIncrement()) {
        run(all[shard], stepKey);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  /** Runs instructions on the current thread. */
  static void run(Instruction[] instructions, long key) {
    for (Instruction instruction : instructions) {
      EngineShutdown.blockIfStopped();
      instruction.run(key);
    }
  }
}
