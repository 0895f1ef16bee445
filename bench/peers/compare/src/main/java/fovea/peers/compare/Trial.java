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
 * What a contender is to be measured on.
 *
 * @param variant {@code plain} or {@code bn-dropout}
 * @param batch images a batch
 * @param threads threads that compute
 * @param effort how long it is measured
 */
record Trial(String variant, int batch, int threads, Effort effort) {

  /**
   * How long somebody is measured.
   *
   * @param warmUp training steps before those that count
   * @param steps steps that count
   * @param seconds no more time than this for them, though a few are taken in any case
   * @param inference whether classifying is measured, too
   */
  record Effort(int warmUp, int steps, double seconds, boolean inference) {}

  /**
   * Memory that is freed stays with the process, and all threads share it: without, PyTorch and DJL
   * spend up to half of their time on asking the system for the same memory again.
   */
  private static final Map<String, String> MALLOC =
      Map.of(
          "MALLOC_ARENA_MAX", "1",
          "MALLOC_MMAP_MAX_", "0",
          "MALLOC_TRIM_THRESHOLD_", "4000000000");

  /**
   * Runs a contender in a process of its own, and says what came out on the standard error.
   *
   * @return nothing if it failed, as one does whose instruction set the machine lacks
   * @throws IOException if it cannot be started
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
          "%s failed with status %d, for the reason above: going on without%n",
          contender.name(), status);
      return Optional.empty();
    }
    Result result =
        new ObjectMapper()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .readValue(lines.get(lines.size() - 1), Result.class);
    tell(result);
    return Optional.of(result);
  }

  /** Whether a result is of this trial. */
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
