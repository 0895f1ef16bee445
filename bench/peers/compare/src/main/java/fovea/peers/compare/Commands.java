package fovea.peers.compare;

import picocli.CommandLine;

/** Functions that the commands of this package share. */
final class Commands {

  private Commands() {}

  /** Runs a command; a failure is reported in one line. */
  static int execute(Object command, String[] arguments) {
    return new CommandLine(command)
        .setExecutionExceptionHandler(
            (exception, line, parsed) -> {
              System.err.println(exception.getMessage());
              return 1;
            })
        .execute(arguments);
  }

  /** The number of threads requested or, if that is 0, the number of cores. */
  static int threads(int requested) {
    return requested > 0 ? requested : Runtime.getRuntime().availableProcessors();
  }

  /** A number with a noun, such as {@code 1 thread} or {@code 2 threads}. */
  static String counted(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
