package fovea.train;

import fovea.engine.Precision;
import fovea.engine.Program;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.IntConsumer;

/**
 * Averages buckets of gradients on a thread of its own, in their order, each as soon as all of its
 * gradients are whole. A step allocates nothing here.
 */
final class BucketExchange implements IntConsumer, AutoCloseable {

  private final List<Bucket> buckets;
  private final Group group;
  private final Precision precision;
  private final Map<Program, int[]> stages = new WeakHashMap<>();
  private final Object memory = new Object();
  private final Thread thread = new Thread(this::work, "fovea-exchange");

  /** The stage of the backward pass that completes each bucket. */
  private int[] due = {};

  // How many buckets are whole, and how many averaged, in all steps so far.
  private long whole;
  private long averaged;
  private long wholeBefore;
  private Throwable failure;
  private boolean closed;

  /**
   * Starts the thread.
   *
   * @param buckets in the order in which they become whole
   */
  BucketExchange(List<Bucket> buckets, Group group, Precision precision) {
    this.buckets = List.copyOf(buckets);
    this.group = group;
    this.precision = precision;
    thread.setDaemon(true);
    thread.start();
  }

  /** Prepares for the backward pass of a program. */
  void start(Program program) {
    due = stages.get(program);
    if (due == null) {
      due = due(program);
      stages.put(program, due);
    }
    wholeBefore = whole;
  }

  private int[] due(Program program) {
    return buckets.stream()
        .mapToInt(bucket -> bucket.names().stream().mapToInt(program::wholeAfter).max().orElse(0))
        .toArray();
  }

  /** To be told the number of each stage of the backward pass as it ends. */
  @Override
  public void accept(int stage) {
    long now = whole;
    while (now - wholeBefore < due.length && due[(int) (now - wholeBefore)] <= stage) {
      now++;
    }
    if (now > whole) {
      synchronized (this) {
        whole = now;
        notifyAll();
      }
    }
  }

  /**
   * Waits until all buckets are averaged.
   *
   * @throws java.io.UncheckedIOException if a member is gone; the message names it
   */
  synchronized void await() {
    try {
      while (averaged < whole && failure == null) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while gradients were exchanged", e);
    }
    if (failure instanceof Error error) {
      throw error;
    } else if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  private void work() {
    try {
      for (int next = 0; awaitBucket(); next = (next + 1) % buckets.size()) {
        average(buckets.get(next));
        synchronized (this) {
          averaged++;
          notifyAll();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        failure = e;
        notifyAll();
      }
    }
  }

  /** Waits for the next bucket; false if there will be none. */
  private synchronized boolean awaitBucket() throws InterruptedException {
    while (averaged == whole && !closed) {
      wait();
    }
    return !closed;
  }

  private void average(Bucket bucket) {
    synchronized (memory) {
      if (closed) { // gradients may have been freed
        return;
      }
      bucket.read();
    }
    bucket.average(group, precision);
    synchronized (memory) {
      if (!closed) {
        bucket.write();
      }
    }
  }

  /** Ends the thread, or lets it end with the group if it waits for other members. */
  @Override
  public void close() {
    synchronized (memory) {
      synchronized (this) {
        closed = true;
        notifyAll();
      }
    }
  }
}
