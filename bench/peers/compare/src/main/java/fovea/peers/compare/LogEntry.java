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
 * One measurement, as a file of lines keeps it.
 *
 * @param round which round it belongs to, counted from 1
 * @param contender who was measured
 * @param result what came out
 */
record LogEntry(int round, String contender, Result result) {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /**
   * Everything that a file holds; nothing if there is no such file.
   *
   * @throws IllegalArgumentException if a line is no measurement
   */
  static List<LogEntry> read(Path file) throws IOException {
    List<LogEntry> lines = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        try {
          lines.add(JSON.readValue(line, LogEntry.class));
        } catch (JsonProcessingException e) {
          throw new IllegalArgumentException(
              "line %d of %s is no measurement: remove it, or name another file"
                  .formatted(lines.size() + 1, file),
              e);
        }
      }
    }
    return lines;
  }

  /** Adds lines to the end of a file, all at once. */
  static void append(List<LogEntry> lines, Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    for (LogEntry line : lines) {
      text.append(JSON.writeValueAsString(line)).append('\n');
    }
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
