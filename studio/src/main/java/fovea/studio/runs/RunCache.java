package fovea.studio.runs;

import fovea.run.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All runs of a folder, each read anew only if its files have changed. */
final class RunCache {

  private static final List<String> FILES =
      List.of("recipe.yaml", "run.json", "metrics.jsonl", Notes.FILE);

  /** What tells that a run has changed: times and sizes of its files, and whether it trains. */
  private record Stamp(List<Long> files, boolean trains) {

    static Stamp of(Path folder) {
      List<Long> files = new ArrayList<>();
      for (String name : FILES) {
        try {
          Path file = folder.resolve(name);
          files.add(Files.getLastModifiedTime(file).toMillis());
          files.add(Files.size(file));
        } catch (IOException e) {
          files.add(-1L); // not there
        }
      }
      return new Stamp(files, RunningProcess.training(folder).isPresent());
    }
  }

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
  private final Map<String, Entry> entries = new TreeMap<>();

  RunCache(RunTree tree) {
    this.tree = tree;
  }

  /**
   * Looks for changes.
   *
   * @throws IOException if the folder cannot be read
   */
  synchronized Changes refresh() throws IOException {
    List<StoredRun> changed = new ArrayList<>();
    Set<String> removed = new HashSet<>(entries.keySet());
    for (Path folder : tree.folders()) {
      String id = tree.id(folder);
      removed.remove(id);
      Stamp stamp = Stamp.of(folder);
      Entry known = entries.get(id);
      if (known == null || !known.stamp().equals(stamp)) {
        StoredRun run = StoredRun.read(id, folder);
        entries.put(id, new Entry(stamp, run));
        changed.add(run);
      }
    }
    removed.forEach(entries::remove);
    return new Changes(changed, removed);
  }

  /** All runs, by id. */
  synchronized List<StoredRun> all() {
    return entries.values().stream().map(Entry::run).toList();
  }

  /** A run; empty if there is none of that id. */
  synchronized Optional<StoredRun> find(String id) {
    return Optional.ofNullable(entries.get(id)).map(Entry::run);
  }

  /** The ids of the runs that are training. */
  synchronized List<String> training() {
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue().stamp().trains())
        .map(Map.Entry::getKey)
        .toList();
  }
}
