package fovea.peers.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import fovea.peers.harness.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * One measurement, stored as a line of JSON in the file of {@code --lines}.
 *
 * @param round its round, counted from 1
 * @param contender the contender's name
 * @param result the measurements
 */
record LogEntry(int round, String contender, Result result) {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /**
   * Reads all entries of a file; none if the file does not exist.
   *
   * @throws IllegalArgumentException if a line is not a measurement
   */
  static List<LogEntry> read(Path file) throws IOException {
    List<LogEntry> entries = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        try {
          entries.add(JSON.readValue(line, LogEntry.class));
        } catch (JsonProcessingException e) {
          throw new IllegalArgumentException(
              "line %s of %s is not a measurement: remove it, or name another file"
                  .formatted(entries.size() + 1, file),
              e);
        }
      }
    }
    return entries;
  }

  /** Appends entries to a file in a single write. */
  static void append(List<LogEntry> entries, Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    for (LogEntry entry : entries) {
      text.append(JSON.writeValueAsString(entry)).append('\n');
    }
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
