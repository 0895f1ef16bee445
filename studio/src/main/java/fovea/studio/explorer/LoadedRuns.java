package fovea.studio.explorer;

import fovea.data.DataCatalog;
import fovea.run.Run;
import fovea.run.SavedCheckpoint;
import fovea.studio.runs.RunTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The few networks that are examined at the moment. The one that was not used for longest makes
 * room for another, all are closed when idle, and a new checkpoint replaces an old one. One request
 * computes at a time, so that a training beside it keeps the processor.
 */
public final class LoadedRuns implements AutoCloseable {

  /** Number of networks in memory. */
  static final int MAX_RUNS = 3;

  /** What a request computes from a network. */
  @FunctionalInterface
  interface Task<T> {
    T apply(LoadedRun run) throws IOException;
  }

  private record Slot(LoadedRun run, FileTime saved, long used) {}

  private final RunTree tree;
  private final DataCatalog catalog;
  private final Duration idle;
  private final Map<String, Slot> slots = new LinkedHashMap<>(); // the latest used is last
  private final ScheduledExecutorService cleaner =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "fovea-studio-idle-networks");
            thread.setDaemon(true);
            return thread;
          });
  private final ScheduledFuture<?> cleaning;

  /**
   * @param tree the runs
   * @param catalog where to find their images
   * @param idle how long an unused network stays in memory
   */
  public LoadedRuns(RunTree tree, DataCatalog catalog, Duration idle) {
    this.tree = tree;
    this.catalog = catalog;
    this.idle = idle;
    long period = Math.max(1, idle.toMillis() / 2);
    cleaning =
        cleaner.scheduleWithFixedDelay(this::closeIdle, period, period, TimeUnit.MILLISECONDS);
  }

  /**
   * Computes something from a run's network, which is loaded if it is not.
   *
   * @throws IOException if the run or its images cannot be read
   * @throws IllegalArgumentException if there is no such run
   */
  synchronized <T> T with(String name, Task<T> task) throws IOException {
    Run run = tree.open(name);
    Path checkpoint = run.checkpoint(SavedCheckpoint.Choice.BEST).file();
    FileTime saved = Files.getLastModifiedTime(checkpoint);
    Slot slot = slots.remove(name);
    if (slot != null && !slot.saved().equals(saved)) {
      slot.run().close();
      slot = null;
    }
    LoadedRun loaded = slot == null ? new LoadedRun(run, catalog) : slot.run();
    slots.put(name, new Slot(loaded, saved, System.nanoTime()));
    makeRoom();
    return task.apply(loaded);
  }

  private void makeRoom() {
    Iterator<Slot> oldest = slots.values().iterator();
    while (slots.size() > MAX_RUNS) {
      oldest.next().run().close();
      oldest.remove();
    }
  }

  private synchronized void closeIdle() {
    long now = System.nanoTime();
    slots
        .values()
        .removeIf(
            slot -> {
              boolean old = now - slot.used() > idle.toNanos();
              if (old) {
                slot.run().close();
              }
              return old;
            });
  }

  /** Number of networks in memory. */
  synchronized int count() {
    return slots.size();
  }

  RunTree tree() {
    return tree;
  }

  @Override
  public synchronized void close() {
    cleaning.cancel(false);
    cleaner.shutdownNow();
    slots.values().forEach(slot -> slot.run().close());
    slots.clear();
  }
}
