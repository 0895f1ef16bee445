package fovea.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fovea.data.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that trains a run, as the file {@code process.json} in the run's folder tells while
 * it trains.
 *
 * @param pid the process's id
 * @param started when the process started, in milliseconds since 1970, which tells it from a later
 *     process with the same id; 0 if the system does not tell
 */
public record RunningProcess(long pid, long started) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The name of the file in a run's folder. */
  public static final String FILE = "process.json";

  private static RunningProcess of(ProcessHandle process) {
    return new RunningProcess(
        process.pid(), process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
  }

  /**
   * Records a process as the one that trains, or is about to train, the run in a folder.
   *
   * @param folder the run's folder, which is made if it is missing
   * @throws IOException if the file cannot be written
   */
  public static void enter(Path folder, ProcessHandle process) throws IOException {
    byte[] content = JSON.writeValueAsBytes(of(process));
    Files.createDirectories(folder);
    AtomicFile.write(folder.resolve(FILE), out -> out.write(content));
  }

  /**
   * Removes the record of this process; that of another stays.
   *
   * @throws IOException if the file cannot be removed
   */
  public static void leave(Path folder) throws IOException {
    if (training(folder).filter(ProcessHandle.current()::equals).isPresent()) {
      Files.delete(folder.resolve(FILE));
    }
  }

  /**
   * The process that trains the run in a folder; empty if none does, be it that the training ended
   * or that it was killed.
   */
  public static Optional<ProcessHandle> training(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode node = JSON.readTree(file.toFile());
      RunningProcess recorded =
          new RunningProcess(node.path("pid").asLong(), node.path("started").asLong());
      return ProcessHandle.of(recorded.pid())
          .filter(ProcessHandle::isAlive)
          .filter(process -> of(process).equals(recorded));
    } catch (IOException e) {
      return Optional.empty(); // the training is ending
    }
  }
}
