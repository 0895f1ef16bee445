package fovea.studio.runs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.studio.web.Events;
import fovea.studio.web.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the folder of runs and tells the page what changes: {@code runs} with the summaries of
 * runs that changed, {@code steps} with the progress of those that train.
 */
final class RunWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);

  /** How often the steps of the runs that train are told. */
  private static final long STEP_MILLIS = 1000;

  /**
   * The longest time between two looks at all runs, of which there may be a thousand. It is a
   * hundred times that of a look, to leave the processor to those that train, but for that bound.
   */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int PAUSES = 100;

  /** How often it is seen whether a page that opened has what it needs. */
  private static final long LOOK_NANOS = 20_000_000;

  /** How long pages can hold up each portion of runs, or they could do so for ever. */
  private static final long MOST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final RunTree tree;
  private final RunCache cache;
  private final Events events;
  private final AtomicLong quiet = new AtomicLong(System.nanoTime());
  private final Map<String, StepTail> tails = new HashMap<>();
  private final Thread thread = new Thread(this::watch, "fovea-studio-watch");

  RunWatch(RunTree tree, Events events) {
    this.tree = tree;
    this.events = events;
    cache = new RunCache(tree, this::tell);
    thread.setDaemon(true);
  }

  /** The runs that are watched. */
  RunCache runs() {
    return cache;
  }

  /**
   * Lets a page that opens have the processor: for some milliseconds, no more runs are read, unless
   * none is known yet.
   */
  void giveWay(long millis) {
    quiet.set(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
  }

  void start() {
    thread.start();
  }

  private void watch() {
    try {
      read();
      long next = System.nanoTime();
      while (!Thread.interrupted()) {
        long start = System.nanoTime();
        boolean all = start - next >= 0;
        look(all);
        if (all) {
          long end = System.nanoTime();
          next = end + Math.min(LONGEST_NANOS, PAUSES * (end - start));
        }
        Thread.sleep(STEP_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Reads all runs before anybody asks, which takes a while if many have changed. */
  private void read() {
    try {
      cache.restore();
      readRuns();
      cache.keep();
    } catch (IOException | RuntimeException e) {
      LOG.warn("the runs cannot be read: {}", e.toString());
    }
  }

  /**
   * @param all whether to look for changes of all runs, and not only for steps of those that train
   */
  private void look(boolean all) {
    try {
      if (events.heard()) {
        if (all) {
          readRuns();
        }
        tellSteps();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("the runs cannot be watched: {}", e.toString());
    }
  }

  private void readRuns() throws IOException {
    cache.refresh(
        () -> {
          long start = System.nanoTime();
          long end = quiet.get();
          while (System.nanoTime() - end < 0
              && System.nanoTime() - start < MOST_PATIENCE_NANOS
              && !cache.all().isEmpty()
              && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
            end = quiet.get();
          }
          return !Thread.currentThread().isInterrupted();
        });
  }

  private void tell(RunCache.Changes changes) {
    if (events.heard()) {
      ObjectNode event = Json.object();
      ArrayNode changed = event.putArray("changed");
      changes.changed().forEach(run -> changed.add(run.summary()));
      event.set("removed", Json.tree(changes.removed()));
      event.put("unread", cache.unread());
      events.send("runs", event);
    }
  }

  private void tellSteps() throws IOException {
    List<String> training = cache.training();
    tails.keySet().retainAll(training);
    ObjectNode event = Json.object();
    for (String id : training) {
      StepTail tail = tails.get(id);
      if (tail == null) {
        tails.put(id, new StepTail(tree.open(id).steps()).atEnd());
        continue;
      }
      ArrayNode lines = tail.read();
      if (!lines.isEmpty()) {
        event.set(id, lines);
      }
    }
    if (!event.isEmpty()) {
      events.send("steps", event);
    }
  }

  @Override
  public void close() {
    cache.keep();
    thread.interrupt();
  }
}
