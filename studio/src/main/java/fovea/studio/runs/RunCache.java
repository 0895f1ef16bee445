package fovea.studio.runs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * All runs of a folder, each read anew only if its files have changed, also since an earlier
 * studio. The newest are read first, and told in portions, so that nobody waits for all.
 */
final class RunCache {

  /** Number of runs that are read, and told, at a time. */
  private static final int PORTION = 25;

  /** How long a request waits for somebody else who looks for changes, if there is an answer. */
  private static final long SHORT_MILLIS = 50;

  private record Entry(Stamp stamp, StoredRun run) {}

  private record Found(String id, Path folder, Stamp stamp) {}

  /** Names of runs begin with their dates. */
  private static final Comparator<Found> NEWEST =
      Comparator.<Found>comparingLong(found -> found.stamp().latest())
          .thenComparing(Found::id)
          .reversed();

  /** Whether to go on with another portion; may wait before it answers. */
  @FunctionalInterface
  interface Pace {
    boolean goesOn();
  }

  /**
   * What has changed.
   *
   * @param changed new runs and those that have changed
   * @param removed the ids of runs that are gone
   */
  record Changes(List<StoredRun> changed, Set<String> removed) {}

  private final RunTree tree;
  private final SummaryFile file;
  private final Consumer<Changes> told;
  private final ReentrantLock refreshing = new ReentrantLock();
  private final Map<String, Entry> entries = new ConcurrentSkipListMap<>();
  private final Map<String, SummaryFile.Kept> earlier = new ConcurrentHashMap<>();

  private volatile int unread = 1; // there may be some, until somebody has looked

  /**
   * @param told hears of every change, whoever looked for it
   */
  RunCache(RunTree tree, Consumer<Changes> told) {
    this.tree = tree;
    this.told = told;
    file = new SummaryFile(tree.root().resolve(".studio/summaries.json"));
  }

  /** Learns what an earlier studio kept, so that runs that have not changed need not be read. */
  void restore() {
    earlier.putAll(file.read());
  }

  /** Keeps the summaries for a later studio. */
  void keep() {
    Map<String, SummaryFile.Kept> kept = new TreeMap<>();
    entries.forEach(
        (id, entry) -> {
          if (!entry.stamp().trains()) {
            kept.put(id, new SummaryFile.Kept(entry.stamp(), entry.run().summary()));
          }
        });
    file.write(kept);
  }

  /**
   * Looks for changes.
   *
   * @throws IOException if the folder cannot be read
   */
  void refresh(Pace pace) throws IOException {
    refreshing.lock();
    try {
      change(pace);
    } finally {
      refreshing.unlock();
    }
  }

  /**
   * Looks for changes, for some milliseconds at most: what was found so far must do, and the rest
   * is told later.
   *
   * @throws IOException if the folder cannot be read
   */
  void refreshWithin(long millis) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    try {
      if (refreshing.tryLock(entries.isEmpty() ? millis : SHORT_MILLIS, TimeUnit.MILLISECONDS)) {
        try {
          change(() -> System.nanoTime() < end);
        } finally {
          refreshing.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void change(Pace pace) throws IOException {
    Set<String> removed = new HashSet<>(entries.keySet());
    List<Path> folders = tree.folders();
    folders.forEach(folder -> removed.remove(tree.id(folder)));
    removed.forEach(entries::remove);
    tell(List.of(), removed);
    List<Found> changed =
        folders.parallelStream().map(this::found).filter(this::changed).sorted(NEWEST).toList();
    unread = changed.size();
    for (int i = 0; i < changed.size() && pace.goesOn(); i += PORTION) {
      List<Found> portion = changed.subList(i, Math.min(changed.size(), i + PORTION));
      List<Entry> read = portion.parallelStream().map(this::read).toList();
      for (int k = 0; k < read.size(); k++) { // the newest first, whichever was read first
        entries.put(portion.get(k).id(), read.get(k));
      }
      unread = changed.size() - i - portion.size();
      tell(read.stream().map(Entry::run).toList(), Set.of());
    }
  }

  private void tell(List<StoredRun> changed, Set<String> removed) {
    if (!changed.isEmpty() || !removed.isEmpty()) {
      told.accept(new Changes(changed, removed));
    }
  }

  private Found found(Path folder) {
    return new Found(tree.id(folder), folder, Stamp.of(folder));
  }

  private boolean changed(Found found) {
    Entry known = entries.get(found.id());
    return known == null || !known.stamp().equals(found.stamp());
  }

  private Entry read(Found found) {
    SummaryFile.Kept kept = earlier.remove(found.id());
    StoredRun run =
        kept != null && kept.stamp().equals(found.stamp())
            ? StoredRun.remembered(found.folder(), kept.summary())
            : StoredRun.read(found.id(), found.folder());
    return new Entry(found.stamp(), run);
  }

  /** Number of runs that are known to be there, or to have changed, and are still to be read. */
  int unread() {
    return unread;
  }

  /** All runs, by id. */
  List<StoredRun> all() {
    return entries.values().stream().map(Entry::run).toList();
  }

  /** A run; empty if there is none of that id. */
  Optional<StoredRun> find(String id) {
    return Optional.ofNullable(entries.get(id)).map(Entry::run);
  }

  /** The ids of the runs that are training. */
  List<String> training() {
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue().stamp().trains())
        .map(Map.Entry::getKey)
        .toList();
  }
}
