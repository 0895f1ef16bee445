package fovea.studio.runs;

import java.io.IOException;
import java.nio.file.Path;
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

/**
 * All runs of a folder, each read anew only if its files have changed, also since an earlier
 * studio.
 */
final class RunCache {

  private record Entry(Stamp stamp, StoredRun run) {}

  /**
   * What has changed since the last time.
   *
   * @param changed new runs and those that have changed
   * @param removed the ids of runs that are gone
   */
  record Changes(List<StoredRun> changed, Set<String> removed) {

    boolean none() {
      return changed.isEmpty() && removed.isEmpty();
    }
  }

  private final RunTree tree;
  private final SummaryFile file;
  private final ReentrantLock refreshing = new ReentrantLock();
  private final Map<String, Entry> entries = new ConcurrentSkipListMap<>();
  private final Map<String, SummaryFile.Kept> earlier = new ConcurrentHashMap<>();

  RunCache(RunTree tree) {
    this.tree = tree;
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
  Changes refresh() throws IOException {
    refreshing.lock();
    try {
      return changes();
    } finally {
      refreshing.unlock();
    }
  }

  /**
   * Looks for changes, unless somebody else does and takes longer than some milliseconds: then what
   * was found so far must do, and the rest is told later.
   *
   * @throws IOException if the folder cannot be read
   */
  void refreshWithin(long millis) throws IOException {
    try {
      if (refreshing.tryLock(millis, TimeUnit.MILLISECONDS)) {
        try {
          changes();
        } finally {
          refreshing.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Changes changes() throws IOException {
    Set<String> removed = new HashSet<>(entries.keySet());
    List<Path> folders = tree.folders();
    folders.forEach(folder -> removed.remove(tree.id(folder)));
    List<StoredRun> changed =
        folders.parallelStream().flatMap(folder -> changed(folder).stream()).toList();
    removed.forEach(entries::remove);
    return new Changes(changed, removed);
  }

  private Optional<StoredRun> changed(Path folder) {
    String id = tree.id(folder);
    Stamp stamp = Stamp.of(folder);
    Entry known = entries.get(id);
    if (known != null && known.stamp().equals(stamp)) {
      return Optional.empty();
    }
    SummaryFile.Kept kept = earlier.remove(id);
    StoredRun run =
        kept != null && kept.stamp().equals(stamp)
            ? StoredRun.remembered(folder, kept.summary())
            : StoredRun.read(id, folder);
    entries.put(id, new Entry(stamp, run));
    return Optional.of(run);
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
