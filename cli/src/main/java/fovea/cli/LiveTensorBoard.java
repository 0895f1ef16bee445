package fovea.cli;

import com.fasterxml.jackson.databind.JsonNode;
import fovea.interchange.TensorBoardLog;
import fovea.run.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** Writes the events of a training for TensorBoard, into the folder of its run. */
final class LiveTensorBoard implements AutoCloseable {

  /** The name of the folder in the run's. */
  private static final String FOLDER = "tensorboard";

  private final boolean wanted;
  private Optional<TensorBoardLog> log = Optional.empty();

  /**
   * @param wanted whether to write anything
   */
  LiveTensorBoard(boolean wanted) {
    this.wanted = wanted;
  }

  /** Takes an event, which the run has recorded already. */
  void accept(JsonNode event) {
    if (!wanted) {
      return;
    }
    try {
      if (event.path("event").asText().equals("start")) {
        Run run = Run.open(Path.of(event.path("run").asText()));
        log = Optional.of(TensorBoardLog.of(run, run.folder().resolve(FOLDER)));
      } else if (log.isPresent()) {
        log.get().add(event);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    if (log.isPresent()) {
      log.get().close();
    }
  }
}
