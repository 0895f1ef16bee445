package fovea.studio.runs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.studio.web.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Follows a file to which lines of JSON are appended. */
final class StepTail {

  private static final int MAX_BYTES = 8 << 20;

  private final Path file;
  private long position;

  StepTail(Path file) {
    this.file = file;
  }

  /** Starts at the end of the file, so that only later lines are read. */
  StepTail atEnd() throws IOException {
    position = Files.exists(file) ? Files.size(file) : 0;
    return this;
  }

  /**
   * The complete lines since the last time; those of the whole file if it became shorter.
   *
   * @throws IOException if the file cannot be read
   */
  ArrayNode read() throws IOException {
    ArrayNode lines = Json.object().putArray("lines");
    if (!Files.exists(file)) {
      position = 0;
      return lines;
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() < position) {
        position = 0; // the run was resumed or started again
      }
      in.seek(position);
      byte[] bytes = new byte[(int) Math.min(MAX_BYTES, in.length() - position)];
      in.readFully(bytes);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] != '\n') {
        end--; // an incomplete line
      }
      position += end;
      new String(bytes, 0, end, StandardCharsets.UTF_8).lines().forEach(line -> add(line, lines));
    }
    return lines;
  }

  private static void add(String line, ArrayNode lines) {
    try {
      ObjectNode parsed = Json.parse(line.getBytes(StandardCharsets.UTF_8));
      lines.add(parsed);
    } catch (IOException e) {
      // cut by a crash, before the run was resumed
    }
  }
}
