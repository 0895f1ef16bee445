package fovea.train;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A pool of threads that runs the tasks of one job together with the calling thread. Each thread
 * takes the next task when it is free, so a worker that the system does not schedule delays nothing
 * but the task it holds. Running a job allocates nothing.
 */
public final class WorkerPool implements AutoCloseable {

  /** A pool without worker threads: all tasks run on the calling thread. */
  public static final WorkerPool CALLER_ONLY = new WorkerPool(1);

  private static final int SPINS = 10_000;
  private static final long PARK_NANOS = 20_000;

  /** The tasks of a job, numbered from 0; they may run concurrently and in any order. */
  @FunctionalInterface
  public interface Task {
    /**
     * Runs one task.
     *
     * @param index number of the task, from 0
     * @param worker number of the thread that runs it, from 0; concurrent tasks have different ones
     */
    void run(int index, int worker);
  }

  private final Thread[] helpers;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private Task task = (index, worker) -> {};
  private volatile Throwable failure;
  private volatile boolean closed;

  /**
   * Starts the worker threads.
   *
   * @param size number of threads, including the calling one; at least 1
   */
  public WorkerPool(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("size is %s: it must be at least 1".formatted(size));
    }
    helpers = new Thread[size - 1];
    for (int i = 0; i < helpers.length; i++) {
      int worker = i + 1;
      helpers[i] = new Thread(() -> help(worker), "fovea-worker-" + worker);
      helpers[i].setDaemon(true);
      helpers[i].start();
    }
  }

  /** Number of threads, including the calling one. */
  public int size() {
    return helpers.length + 1;
  }

  /**
   * Runs tasks 0 to {@code count - 1} and returns when all of them are done. Only one thread may
   * call this at a time, and no task may call it.
   *
   * @throws IllegalStateException if a task fails on a pool of several threads; on a pool of one
   *     thread, the task's own exception is thrown
   */
  public void run(int count, Task task) {
    if (helpers.length == 0) {
      for (int index = 0; index < count; index++) {
        task.run(index, 0);
      }
      return;
    }
    this.task = task;
    finished.set(0);
    waiting.set(count); // publishes the tasks to the helpers
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
    take(0);
    for (int spins = 0; finished.get() < count; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(PARK_NANOS); // a helper was descheduled while running a task
      }
    }
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      throw new IllegalStateException("a worker task failed: " + thrown, thrown);
    }
  }

  private void help(int worker) {
    while (!closed) {
      take(worker);
      LockSupport.park(this);
    }
  }

  /** Runs tasks, the last one first, until none is left. */
  private void take(int worker) {
    for (int left = waiting.get(); left > 0; left = waiting.get()) {
      if (waiting.compareAndSet(left, left - 1)) {
        try {
          task.run(left - 1, worker);
        } catch (RuntimeException | Error e) {
          failure = e;
        } finally {
          finished.incrementAndGet();
        }
      }
    }
  }

  /** Stops the worker threads. */
  @Override
  public void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
