package fovea.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.EOFException;

/** Why a file could not be read, in one line, from exceptions that were not made for people. */
final class Reason {

  private Reason() {}

  static String of(Exception exception) {
    String message =
        exception instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : exception.getMessage();
    if (message != null && !message.isBlank()) {
      return message.lines().findFirst().orElseThrow();
    }
    return exception instanceof EOFException
        ? "it ends too early"
        : "it cannot be decoded (%s)".formatted(exception.getClass().getSimpleName());
  }
}
