package fovea.peers.compare;

import fovea.peers.harness.Result;
import java.util.Locale;
import picocli.CommandLine;

/** What the commands of this package have in common. */
final class Commands {

  private Commands() {}

  /** Runs a command; a failure is told in one line. */
  static int execute(Object command, String[] arguments) {
    return new CommandLine(command)
        .setExecutionExceptionHandler(
            (exception, line, parsed) -> {
              System.err.println(exception.getMessage());
              return 1;
            })
        .execute(arguments);
  }

  /** As many as are asked for, or as there are cores. */
  static int threads(int asked) {
    return asked > 0 ? asked : Runtime.getRuntime().availableProcessors();
  }

  /** Says what has been measured, while more is to come. */
  static void tell(String where, Result result) {
    System.err.printf(
        Locale.ROOT,
        "%s: %s, %s, %s, batch %d, %d threads: %.2f ms a step, %.2f ms a batch, %.0f MB, %.2f s%n",
        where,
        result.name(),
        result.precision(),
        result.variant(),
        result.batch(),
        result.threads(),
        result.trainStepMs(),
        result.inferenceMs(),
        result.peakRssMb(),
        result.startupSeconds());
  }
}
