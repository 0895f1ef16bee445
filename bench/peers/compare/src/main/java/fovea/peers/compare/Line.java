package fovea.peers.compare;

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
record Line(int round, String contender, Result result) {

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** Everything that a file holds; nothing if there is no such file. */
  static List<Line> read(Path file) throws IOException {
    List<Line> lines = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        lines.add(JSON.readValue(line, Line.class));
      }
    }
    return lines;
  }

  /** Adds this to the end of a file. */
  void append(Path file) throws IOException {
    Files.writeString(
        file,
        JSON.writeValueAsString(this) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** The last round of lines; 0 if there are none. */
  static int lastRound(List<Line> lines) {
    return lines.stream().mapToInt(Line::round).max().orElse(0);
  }
}
