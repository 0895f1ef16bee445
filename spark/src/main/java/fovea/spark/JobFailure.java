package fovea.spark;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A job of Spark failed; the message tells in one line why its last attempt did. */
final class JobFailure extends IOException {

  private static final long serialVersionUID = 1L;

  /** How Spark writes down what a task threw. */
  private static final Pattern THROWN =
      Pattern.compile("(?:^|: )([\\w.$]+(?:Exception|Error)): (.*)$", Pattern.MULTILINE);

  private JobFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * The failure of a job.
   *
   * @param failure what the job threw
   * @throws IllegalArgumentException if a task was given something wrong, which no attempt changes
   */
  static JobFailure of(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    Matcher thrown = THROWN.matcher(message);
    if (thrown.find()) {
      if (isWrongArgument(thrown.group(1))) {
        throw new IllegalArgumentException(thrown.group(2), failure);
      }
      return new JobFailure(thrown.group(2), failure);
    }
    String reason =
        message
            .lines()
            .filter(line -> !line.equals("Driver stacktrace:"))
            .reduce((first, last) -> last)
            .orElse("");
    return new JobFailure("Spark gave up: " + reason, failure);
  }

  private static boolean isWrongArgument(String name) {
    try {
      return IllegalArgumentException.class.isAssignableFrom(Class.forName(name));
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
