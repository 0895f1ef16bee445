package fovea.interchange;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.run.Run;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The metrics of a run as an event file for TensorBoard. Losses, accuracies, the learning rate and
 * the speed stand over epochs; the times are those of the training, as far as the run tells them.
 */
public final class TensorBoardLog implements Closeable {

  private static final String PREFIX = "events.out.tfevents.";
  private static final String SUFFIX = ".fovea";

  /** The metrics of an epoch, and the curves that show them. */
  private static final Map<String, String> CURVES = curves();

  private final TensorBoardWriter writer;
  private double seconds;

  private TensorBoardLog(TensorBoardWriter writer, double seconds) {
    this.writer = writer;
    this.seconds = seconds;
  }

  private static Map<String, String> curves() {
    Map<String, String> curves = new LinkedHashMap<>();
    curves.put("train_loss", "loss/train");
    curves.put("train_evaluated_loss", "loss/train_evaluated");
    curves.put("test_loss", "loss/test");
    curves.put("train_accuracy", "accuracy/train");
    curves.put("train_evaluated_accuracy", "accuracy/train_evaluated");
    curves.put("test_accuracy", "accuracy/test");
    curves.put("learning_rate", "learning_rate");
    curves.put("images_per_second", "images_per_second");
    return curves;
  }

  /**
   * Starts a log with the epochs that a run has finished. A log that an earlier call wrote into the
   * folder is replaced; files of others are left alone.
   *
   * @param folder the folder of the event file
   * @throws IOException if the run is damaged or the file cannot be written
   */
  public static TensorBoardLog of(Run run, Path folder) throws IOException {
    List<JsonNode> events = run.metrics();
    Files.createDirectories(folder);
    try (DirectoryStream<Path> earlier = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
      for (Path file : earlier) {
        Files.delete(file);
      }
    }
    double start = started(run);
    Path file = folder.resolve(PREFIX + (long) start + SUFFIX);
    TensorBoardLog log = new TensorBoardLog(new TensorBoardWriter(file, start), start);
    try {
      for (JsonNode event : events) {
        log.add(event);
      }
    } catch (IOException e) {
      log.close();
      throw e;
    }
    return log;
  }

  private static double started(Run run) throws IOException {
    try {
      return OffsetDateTime.parse(run.info().started()).toEpochSecond();
    } catch (DateTimeException e) {
      return Instant.now().getEpochSecond();
    }
  }

  /**
   * Adds the metrics of an epoch; other events are passed over.
   *
   * @param event a line of the run's metrics
   * @throws IOException if they cannot be written
   */
  public void add(JsonNode event) throws IOException {
    if (!event.path("event").asText().equals("epoch")) {
      return;
    }
    seconds += event.path("seconds").asDouble();
    for (Map.Entry<String, String> curve : CURVES.entrySet()) {
      JsonNode value = event.path(curve.getKey());
      if (value.isNumber()) {
        writer.scalar(curve.getValue(), event.path("epoch").asLong(), value.asDouble(), seconds);
      }
    }
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
