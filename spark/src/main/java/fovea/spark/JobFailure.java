package fovea.spark;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Why a job of Spark failed, in one line. */
final class JobFailure {

  private JobFailure() {}

  /**
   * What the last attempt of a task threw, if it was a task that failed.
   *
   * @param failure what the job threw
   * @throws IllegalArgumentException if the task was given something wrong
   */
  static IOException of(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof IllegalArgumentException wrong) {
      throw wrong;
    }
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    boolean ours = cause instanceof IOException || cause instanceof UncheckedIOException;
    return new IOException(ours ? message : "Spark gave up: " + message, failure);
  }
}
