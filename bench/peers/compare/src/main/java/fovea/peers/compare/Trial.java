package fovea.peers.compare;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import fovea.peers.harness.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration that all contenders are measured in.
 *
 * @param variant {@code plain}, {@code bn-dropout} or the name of a network of torchvision
 * @param batch batch size
 * @param threads number of compute threads
 * @param effort number of steps and time to spend
 */
record Trial(String variant, int batch, int threads, Effort effort) {

  /**
   * The number of steps and the time to spend on a measurement.
   *
   * @param warmUp number of warm-up steps
   * @param steps number of steps to time
   * @param seconds time limit for the timed steps; a few are always taken
   * @param inference whether to measure inference as well
   */
  record Effort(int warmUp, int steps, double seconds, boolean inference) {}

  /**
   * Settings for glibc's allocator: freed memory stays with the process and is shared by all
   * threads. Otherwise PyTorch and DJL spend up to half of their time re-allocating the same memory
   * from the system.
   */
  private static final Map<String, String> MALLOC =
      Map.of(
          "MALLOC_ARENA_MAX", "1",
          "MALLOC_MMAP_MAX_", "0",
          "MALLOC_TRIM_THRESHOLD_", "4000000000");

  /**
   * Runs a contender in a separate process and reports the result on standard error.
   *
   * @return the result; empty if the contender failed, for example because the machine lacks its
   *     instruction set
   * @throws IOException if the process cannot be started
   */
  Optional<Result> run(Contender contender) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(contender.command());
    command.addAll(
        List.of(
            "--variant", variant,
            "--precision", contender.precision(),
            "--batch", Integer.toString(batch),
            "--warm-up", Integer.toString(effort.warmUp()),
            "--steps", Integer.toString(effort.steps()),
            "--seconds", Double.toString(effort.seconds()),
            "--inference", Boolean.toString(effort.inference()),
            "--started", Long.toString(System.currentTimeMillis())));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
    builder.environment().putAll(MALLOC);
    builder.environment().putAll(contender.environment());
    Process process = builder.start();
    List<String> lines;
    try (var reader = process.inputReader()) {
      lines = reader.lines().filter(line -> line.startsWith("{")).toList();
    }
    int status = process.waitFor();
    if (status != 0 || lines.isEmpty()) {
      System.err.printf(
          Locale.ROOT,
          "%s failed with status %d, for the reason above: continuing without it%n",
          contender.name(),
          status);
      return Optional.empty();
    }
    Result result =
        new ObjectMapper()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .readValue(lines.get(lines.size() - 1), Result.class);
    tell(result);
    return Optional.of(result);
  }

  /** Whether a result belongs to this trial. */
  boolean measured(Result result) {
    return result.variant().equals(variant)
        && result.batch() == batch
        && result.threads() == threads
        && (result.inferenceMs() > 0 || !effort.inference());
  }

  private static void tell(Result result) {
    System.err.printf(
        Locale.ROOT,
        "%s, %s, %s, batch %d, %s: %.2f ms a step, %s%.0f MB, %.2f s%n",
        result.name(),
        result.precision(),
        result.variant(),
        result.batch(),
        Commands.counted(result.threads(), "thread"),
        result.trainStepMs(),
        result.inferenceMs() > 0
            ? String.format(Locale.ROOT, "%.2f ms a batch, ", result.inferenceMs())
            : "",
        result.peakRssMb(),
        result.startupSeconds());
  }
}
