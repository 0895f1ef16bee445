package fovea.cli;

import fovea.nn.Suggestion;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Describes failures to the user, each in one line. */
final class Failure {

  private Failure() {}

  /**
   * Prints an exception or an error in one line.
   *
   * @param verbose whether to print its stack trace first
   * @return the exit status: that of wrong usage for an argument, option or key that is not allowed
   */
  static int report(Throwable failure, PrintStream err, boolean verbose) {
    if (verbose) {
      failure.printStackTrace(err);
    }
    err.println("fovea: " + text(failure));
    return failure instanceof IllegalArgumentException ? Fovea.USAGE : 1;
  }

  /** Describes an exception or an error in one line. */
  static String text(Throwable exception) {
    if (exception instanceof OutOfMemoryError error) {
      return text(error);
    }
    if (exception instanceof NoSuchFileException missing) {
      return "there is no file " + missing.getFile() + undecodable(missing.getFile());
    }
    if (exception instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    boolean expected =
        exception instanceof IOException
            || exception instanceof UncheckedIOException
            || exception instanceof IllegalArgumentException
            || exception.getClass().getName().startsWith("fovea.");
    String message = firstLine(exception.getMessage());
    return expected && !message.isEmpty()
        ? message
        : "unexpected error (%s %s): --verbose shows where"
            .formatted(exception.getClass().getSimpleName(), message);
  }

  /** Java gives files whose names are not in the system's encoding other names, and finds none. */
  private static String undecodable(String file) {
    return file.indexOf('\uFFFD') < 0 ? "" : ": its name has bytes that are not UTF-8; rename it";
  }

  /** Names the memory that is full, and what needs less of it. */
  private static String text(OutOfMemoryError error) {
    String reason = firstLine(error.getMessage());
    if (reason.contains("Java heap space") || reason.contains("GC overhead")) {
      long megabytes = Runtime.getRuntime().maxMemory() >> 20;
      return String.format(
          Locale.ROOT,
          "out of memory: Java's heap of %,d MB is full: give it more with FOVEA_JAVA_OPTS=-Xmx%sm;"
              + " fewer images (--limit-train) or smaller ones (--image-size) need less",
          megabytes,
          2 * megabytes);
    }
    if (reason.contains("array size") || reason.contains("Required length")) {
      return "out of memory: an array would have over 2 GiB (%s): fewer images (--limit-train) or smaller ones (--image-size) need less"
          .formatted(reason);
    }
    if (reason.contains("thread")) {
      return "the system starts no more threads (%s): ask for fewer with --threads, or raise its limit of processes and memory"
          .formatted(reason);
    }
    return "out of memory outside of Java's heap (%s): smaller batches (--batch-size) or images (--image-size) need less"
        .formatted(reason);
  }

  /** The message of a usage error, with a suggestion if a known name is similar. */
  static String text(ParameterException exception) {
    if (!(exception instanceof UnmatchedArgumentException unmatched)) {
      return firstLine(exception.getMessage());
    }
    CommandSpec spec = exception.getCommandLine().getCommandSpec();
    String typed = unmatched.getUnmatched().get(0);
    String name = typed.startsWith("-") ? typed.replaceFirst("=.*", "") : typed;
    Set<String> known =
        name.startsWith("-") ? spec.optionsMap().keySet() : spec.subcommands().keySet();
    String what =
        name.startsWith("-")
            ? "unknown option '%s'"
            : known.isEmpty() ? "unexpected argument '%s'" : "unknown command '%s'";
    return String.format(Locale.ROOT, what, name)
        + Suggestion.nearest(name, known).map(each -> ": did you mean " + each + "?").orElse("");
  }

  private static String firstLine(String message) {
    return message == null ? "" : message.lines().findFirst().orElse("");
  }
}
