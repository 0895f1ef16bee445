package fovea.studio.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts processes that outlive this one, and finds them again. */
final class Launcher {

  /**
   * Starts its arguments in a process group of their own, which Ctrl-C in the studio's terminal
   * does not reach, and prints the id of their process. The first argument is the log.
   */
  private static final String DETACH =
      "set -m; log=$1; shift; \"$@\" </dev/null >\"$log\" 2>&1 & echo $!";

  private final List<String> command;

  /**
   * @param command the words that start {@code fovea}
   */
  Launcher(List<String> command) {
    this.command = List.copyOf(command);
  }

  /**
   * Starts a command.
   *
   * @param words the words after {@code fovea}
   * @param log the file of what it prints
   * @throws IOException if it cannot be started
   */
  ProcessHandle start(List<String> words, Path log) throws IOException {
    List<String> whole = Stream.concat(command.stream(), words.stream()).toList();
    if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
      return new ProcessBuilder(whole)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start()
          .toHandle();
    }
    List<String> shell = new ArrayList<>(List.of("sh", "-c", DETACH, "sh", log.toString()));
    shell.addAll(whole);
    Process process = new ProcessBuilder(shell).redirectError(log.toFile()).start();
    String pid =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return Optional.of(pid)
        .filter(text -> text.matches("\\d+"))
        .flatMap(text -> ProcessHandle.of(Long.parseLong(text)))
        .orElseThrow(() -> new IOException("the training ended at once: " + lastLine(log)));
  }

  /** When a process started, in milliseconds since 1970; 0 if the system does not tell. */
  static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** The process of a job that runs; empty if it has ended. */
  static Optional<ProcessHandle> find(Job job) {
    return ProcessHandle.of(job.pid())
        .filter(ProcessHandle::isAlive)
        .filter(process -> startOf(process) == job.started());
  }

  /** The last line of a log. */
  static String lastLine(Path log) {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
