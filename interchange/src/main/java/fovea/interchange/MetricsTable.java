package fovea.interchange;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.data.AtomicFile;
import fovea.run.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The metrics of a run as comma-separated values: a row an epoch, a column a metric. */
public final class MetricsTable {

  private MetricsTable() {}

  /**
   * Writes the metrics of all finished epochs. A value that an epoch lacks is empty.
   *
   * @return the number of epochs
   * @throws IOException if the run is damaged or the file cannot be written
   */
  public static int write(Run run, Path file) throws IOException {
    List<JsonNode> epochs =
        run.metrics().stream()
            .filter(event -> event.path("event").asText().equals("epoch"))
            .toList();
    Set<String> columns = new LinkedHashSet<>();
    epochs.forEach(epoch -> epoch.fieldNames().forEachRemaining(columns::add));
    columns.remove("event");
    StringBuilder text = new StringBuilder(String.join(",", columns)).append("\r\n"); // RFC 4180
    for (JsonNode epoch : epochs) {
      text.append(
              columns.stream()
                  .map(column -> epoch.path(column).asText())
                  .collect(Collectors.joining(",")))
          .append("\r\n");
    }
    AtomicFile.write(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    return epochs.size();
  }
}
