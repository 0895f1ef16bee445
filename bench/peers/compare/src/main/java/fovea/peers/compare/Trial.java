package fovea.peers.compare;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import fovea.peers.harness.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a contender is to be measured on.
 *
 * @param variant {@code plain} or {@code bn-dropout}
 * @param batch images a batch
 * @param threads threads that compute
 * @param warmUp training steps before those that count
 * @param steps steps that count
 * @param seconds no more time than this for them
 */
record Trial(String variant, int batch, int threads, int warmUp, int steps, double seconds) {

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
   * Runs a contender in a process of its own.
   *
   * @throws IOException if it fails; what it said is on the standard error
   */
  Result run(Contender contender) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(contender.command());
    command.addAll(
        List.of(
            "--variant", variant,
            "--precision", contender.precision(),
            "--batch", Integer.toString(batch),
            "--warm-up", Integer.toString(warmUp),
            "--steps", Integer.toString(steps),
            "--seconds", Double.toString(seconds),
            "--started", Long.toString(System.currentTimeMillis())));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
    builder.environment().putAll(MALLOC);
    Process process = builder.start();
    List<String> lines;
    try (var reader = process.inputReader()) {
      lines = reader.lines().filter(line -> line.startsWith("{")).toList();
    }
    int status = process.waitFor();
    if (status != 0 || lines.isEmpty()) {
      throw new IOException(
          "%s failed with status %d: what it said stands above"
              .formatted(contender.name(), status));
    }
    return new ObjectMapper()
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .readValue(lines.get(lines.size() - 1), Result.class);
  }
}
