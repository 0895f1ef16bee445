package fovea.lab.ladder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.ladder.Workers.Diverged;
import fovea.lab.ladder.Workers.Ended;
import fovea.lab.ladder.Workers.Ending;
import fovea.lab.ladder.Workers.Killed;
import fovea.train.Outcome;
import fovea.train.StopRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A process {@code fovea train --json}.
 *
 * @param process the process; its standard output has not been read
 * @param log the file of its messages
 */
record TrainingProcess(Process process, Path log) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long POLL_MILLISECONDS = 100;

  /** The exit status of a process that was interrupted and saved its state. */
  private static final int INTERRUPTED = 130;

  /** An exit status above this one tells the signal that ended the process. */
  private static final int SIGNALS = 128;

  /**
   * Waits for its end.
   *
   * @param stop asks the process to save its state and end
   * @param events receives its events
   * @throws IOException if the training failed
   */
  Ending end(StopRequest stop, Consumer<ObjectNode> events) throws IOException {
    CompletableFuture<Optional<String>> diverged =
        CompletableFuture.supplyAsync(() -> read(events), task -> new Thread(task).start());
    boolean asked = false;
    try {
      while (!process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        if (stop.requested() && !asked) {
          asked = true;
          process.toHandle().destroy(); // the process's own method would close its streams
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.toHandle().destroy();
      throw new InterruptedIOException("a training was interrupted");
    }
    Optional<String> reason = diverged.join();
    if (reason.isPresent()) {
      return new Diverged(reason.get());
    }
    return ending(process.exitValue());
  }

  private Ending ending(int status) throws IOException {
    if (status == 0) {
      return new Ended(Outcome.COMPLETED);
    } else if (status == INTERRUPTED) {
      return new Ended(Outcome.INTERRUPTED);
    } else if (status > SIGNALS) {
      return new Killed("signal " + (status - SIGNALS));
    }
    throw new IOException(problem().orElse("a training ended with status " + status));
  }

  /** Passes events on until there are no more; returns why the training diverged, if it did. */
  private Optional<String> read(Consumer<ObjectNode> events) {
    Optional<String> reason = Optional.empty();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<ObjectNode> event = parse(line);
        event.ifPresent(events);
        if (event.isPresent() && event.get().path("event").asText().equals("diverged")) {
          reason = Optional.of(event.get().path("reason").asText());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reason;
  }

  /** An event; empty if the process was killed while it wrote it. */
  private static Optional<ObjectNode> parse(String line) {
    try {
      return JSON.readTree(line) instanceof ObjectNode event
          ? Optional.of(event)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The last message, in which a process that failed tells why. */
  private Optional<String> problem() throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(lines.get(lines.size() - 1).replaceFirst("^fovea: ", ""));
  }
}
