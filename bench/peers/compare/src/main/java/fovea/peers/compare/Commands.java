package fovea.peers.compare;

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

  /** A number of threads, in words. */
  static String threading(int threads) {
    return threads == 1 ? "1 thread" : threads + " threads";
  }
}
