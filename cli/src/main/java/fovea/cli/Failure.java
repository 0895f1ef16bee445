package fovea.cli;

import fovea.recipe.RecipeException;
import fovea.recipe.Suggestion;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
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
   * @return the exit status
   */
  static int report(Throwable failure, PrintStream err, boolean verbose) {
    if (verbose) {
      failure.printStackTrace(err);
    }
    err.println("fovea: " + text(failure));
    return failure instanceof RecipeException ? Fovea.USAGE : 1;
  }

  /** Describes an exception or an error in one line. */
  static String text(Throwable exception) {
    if (exception instanceof OutOfMemoryError) {
      return "out of memory: try a smaller --batch-size, or more with FOVEA_JAVA_OPTS=-Xmx...";
    }
    if (exception instanceof NoSuchFileException missing) {
      return "there is no file " + missing.getFile();
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

  /** The message of a usage error, with a suggestion if a known name is similar. */
  static String text(ParameterException exception) {
    String message = firstLine(exception.getMessage());
    if (exception instanceof UnmatchedArgumentException unmatched) {
      CommandSpec spec = exception.getCommandLine().getCommandSpec();
      String typed = unmatched.getUnmatched().get(0);
      Set<String> known =
          typed.startsWith("-") ? spec.optionsMap().keySet() : spec.subcommands().keySet();
      Optional<String> suggestion =
          Suggestion.nearest(typed, known)
              .or(
                  () ->
                      typed.startsWith("-")
                          ? Optional.empty()
                          : unmatched.getSuggestions().stream().findFirst());
      return suggestion.map(each -> message + ": did you mean " + each + "?").orElse(message);
    }
    return message;
  }

  private static String firstLine(String message) {
    return message == null ? "" : message.lines().findFirst().orElse("");
  }
}
