package fovea.train;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that share pieces of work with the one that calls. Who is free takes the next piece, so a
 * helper that the system lets wait costs nothing but its help. Nothing is allocated in a run.
 */
public final class Team implements AutoCloseable {

  /** A team of the calling thread alone. */
  public static final Team SOLO = new Team(1);

  private static final int SPINS = 10_000;
  private static final long PATIENCE_NANOS = 20_000;

  /** Pieces that may be worked on in any order, on several threads at once. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does one.
     *
     * @param piece its number, from 0
     * @param member who does it, from 0: two pieces at the same time have different members
     */
    void run(int piece, int member);
  }

  private final Thread[] helpers;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private Work work = (piece, member) -> {};
  private volatile Throwable failure;
  private volatile boolean closed;

  /**
   * @param members threads in all, the calling one included; 1 or more
   */
  public Team(int members) {
    if (members < 1) {
      throw new IllegalArgumentException("members is %d: it must be at least 1".formatted(members));
    }
    helpers = new Thread[members - 1];
    for (int i = 0; i < helpers.length; i++) {
      int member = i + 1;
      helpers[i] = new Thread(() -> help(member), "fovea-team-" + member);
      helpers[i].setDaemon(true);
      helpers[i].start();
    }
  }

  /** Threads in all. */
  public int members() {
    return helpers.length + 1;
  }

  /**
   * Does all pieces of some work and returns when they are done. To be called by one thread at a
   * time, and not from within the work.
   */
  public void run(int pieces, Work work) {
    if (helpers.length == 0) {
      for (int piece = 0; piece < pieces; piece++) {
        work.run(piece, 0);
      }
      return;
    }
    this.work = work;
    finished.set(0);
    waiting.set(pieces); // from here on helpers see the work
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
    take(0);
    for (int spins = 0; finished.get() < pieces; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(PATIENCE_NANOS); // a helper lost its processor to somebody else
      }
    }
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      throw new IllegalStateException("a piece of work failed: " + thrown, thrown);
    }
  }

  private void help(int member) {
    while (!closed) {
      take(member);
      LockSupport.park(this);
    }
  }

  /** Takes pieces, the last one first, until none is left. */
  private void take(int member) {
    for (int left = waiting.get(); left > 0; left = waiting.get()) {
      if (waiting.compareAndSet(left, left - 1)) {
        try {
          work.run(left - 1, member);
        } catch (RuntimeException | Error e) {
          failure = e;
        } finally {
          finished.incrementAndGet();
        }
      }
    }
  }

  /** Lets the helpers end. */
  @Override
  public void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
