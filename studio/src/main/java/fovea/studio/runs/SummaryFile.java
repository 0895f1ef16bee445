package fovea.studio.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.data.AtomicFile;
import fovea.run.Machine;
import fovea.studio.web.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The summaries of runs that have ended, kept in a file, so that a studio started later reads those
 * runs alone that have changed since. Without the file, or with that of another version of Fovea,
 * all are read.
 */
final class SummaryFile {

  private static final Logger LOG = LoggerFactory.getLogger(SummaryFile.class);

  private static final String VERSION = "fovea";
  private static final String RUNS = "runs";
  private static final String STAMP = "stamp";
  private static final String SUMMARY = "summary";

  /**
   * A summary and the state of the files that it was made from.
   *
   * @param stamp the state of the run's files
   * @param summary what the table of runs shows
   */
  record Kept(Stamp stamp, ObjectNode summary) {}

  private final Path file;
  private Map<String, Kept> stored = Map.of();

  SummaryFile(Path file) {
    this.file = file;
  }

  /** The summaries by the ids of their runs; none if they cannot be read. */
  synchronized Map<String, Kept> read() {
    Map<String, Kept> kept = new HashMap<>();
    try {
      JsonNode all = Files.exists(file) ? Json.parse(Files.readAllBytes(file)) : Json.object();
      if (all.path(VERSION).asText().equals(Machine.version())) {
        for (Map.Entry<String, JsonNode> run : all.path(RUNS).properties()) {
          if (run.getValue().path(SUMMARY) instanceof ObjectNode summary) {
            kept.put(run.getKey(), new Kept(stamp(run.getValue().path(STAMP)), summary));
          }
        }
      }
    } catch (IOException e) {
      LOG.info("{} cannot be read, so that all runs are: {}", file, e.toString());
    }
    stored = kept;
    return kept;
  }

  private static Stamp stamp(JsonNode numbers) {
    List<Long> files = new ArrayList<>();
    numbers.forEach(number -> files.add(number.asLong()));
    return new Stamp(files, false);
  }

  /** Replaces the file if it says something else. A folder that is read-only stays as it is. */
  synchronized void write(Map<String, Kept> kept) {
    if (kept.equals(stored)) {
      return;
    }
    ObjectNode all = Json.object().put(VERSION, Machine.version());
    ObjectNode runs = all.putObject(RUNS);
    kept.forEach(
        (id, each) -> {
          ObjectNode run = runs.putObject(id);
          run.set(STAMP, Json.tree(each.stamp().files()));
          run.set(SUMMARY, each.summary());
        });
    byte[] content = Json.write(all);
    try {
      AtomicFile.write(file, out -> out.write(content));
      stored = kept;
    } catch (IOException e) {
      LOG.info("the summaries of the runs are not kept: {}", e.toString());
    }
  }
}
