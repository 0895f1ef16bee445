package fovea.peers.compare;

import fovea.peers.harness.Result;

/** Measurements of which only the time of a step matters. */
final class Samples {

  private Samples() {}

  /** A line of {@code fovea-f32} or another contender, of whom the precision is the end. */
  static LogEntry line(int round, String contender, int batch, int threads, double stepMs) {
    String precision = contender.endsWith("bf16") ? "bf16" : "f32";
    String name = contender.startsWith("fovea") ? "Fovea" : "Other";
    return new LogEntry(
        round,
        contender,
        new Result(
            name, "1", precision, "plain", batch, threads, stepMs, 1, 2.3, 0.1, 0.5, 100, 200));
  }
}
