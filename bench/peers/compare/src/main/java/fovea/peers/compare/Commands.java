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

  /** So many of something, such as {@code 1 thread} or {@code 2 threads}. */
  static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
