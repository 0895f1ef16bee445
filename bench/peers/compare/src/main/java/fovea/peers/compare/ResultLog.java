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
 * What has been measured so far, and the file that keeps it, if there is one. A trial's lines of a
 * round enter together or not at all: who is compared was measured in one go, interruptions or not.
 */
final class ResultLog {

  /** What a line tells of; a later line of the same replaces an earlier one. */
  private record Key(int round, String variant, int batch, int threads, String contender) {}

  private final Map<Key, LogEntry> lines = new LinkedHashMap<>();
  private final Optional<Path> file;

  /**
   * Reads what a file holds already.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if something else than measurements stands in it
   */
  ResultLog(Optional<Path> file) throws IOException {
    this.file = file;
    if (file.isPresent()) {
      LogEntry.read(file.get()).forEach(line -> lines.put(key(line), line));
    }
  }

  private static Key key(LogEntry line) {
    return new Key(
        line.round(),
        line.result().variant(),
        line.result().batch(),
        line.result().threads(),
        line.contender());
  }

  /** Whether a trial has lines of all these contenders in a round. */
  boolean hold(int round, Trial trial, List<String> contenders) {
    Set<String> measured = new HashSet<>();
    for (LogEntry line : lines.values()) {
      if (line.round() == round && trial.measured(line.result())) {
        measured.add(line.contender());
      }
    }
    return measured.containsAll(contenders);
  }

  /** Adds the lines of a trial in a round. */
  void add(List<LogEntry> some) throws IOException {
    some.forEach(line -> lines.put(key(line), line));
    if (file.isPresent()) {
      LogEntry.append(some, file.get());
    }
  }

  /** All of them, in the order in which they first came. */
  List<LogEntry> all() {
    return new ArrayList<>(lines.values());
  }
}
