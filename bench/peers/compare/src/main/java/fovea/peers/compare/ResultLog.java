package fovea.peers.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The log of all measurements so far, kept in a file if there is one. The results of a trial in a
 * round are added together or not at all, so that after an interruption all contenders are measured
 * again in immediate succession.
 */
final class ResultLog {

  /** Identifies a measurement; a later entry with the same key replaces an earlier one. */
  private record Key(int round, String variant, int batch, int threads, String contender) {}

  private final Map<Key, LogEntry> entries = new LinkedHashMap<>();
  private final Optional<Path> file;

  /**
   * Opens a log, reading the file's entries if it exists.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if a line is not a measurement
   */
  ResultLog(Optional<Path> file) throws IOException {
    this.file = file;
    if (file.isPresent()) {
      LogEntry.read(file.get()).forEach(entry -> entries.put(key(entry), entry));
    }
  }

  private static Key key(LogEntry entry) {
    return new Key(
        entry.round(),
        entry.result().variant(),
        entry.result().batch(),
        entry.result().threads(),
        entry.contender());
  }

  /** Whether the log has the results of all given contenders for a trial in a round. */
  boolean contains(int round, Trial trial, List<String> contenders) {
    Set<String> measured = new HashSet<>();
    for (LogEntry entry : entries.values()) {
      if (entry.round() == round && trial.measured(entry.result())) {
        measured.add(entry.contender());
      }
    }
    return measured.containsAll(contenders);
  }

  /** Adds the results of a trial in a round. */
  void add(List<LogEntry> added) throws IOException {
    added.forEach(entry -> entries.put(key(entry), entry));
    if (file.isPresent()) {
      LogEntry.append(added, file.get());
    }
  }

  /** All entries, in the order in which their keys were first added. */
  List<LogEntry> all() {
    return new ArrayList<>(entries.values());
  }
}
