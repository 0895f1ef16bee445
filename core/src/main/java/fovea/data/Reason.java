package fovea.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.EOFException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** Turns I/O and decoding exceptions into one-line reasons for error messages. */
final class Reason {

  private Reason() {}

  static String of(Exception exception) {
    if (exception instanceof FileAlreadyExistsException inTheWay) {
      return inTheWay.getFile() + " is a file, not a directory";
    }
    if (exception instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (exception instanceof NoSuchFileException missing) {
      return "there is no file " + missing.getFile();
    }
    String message =
        exception instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : exception.getMessage();
    if (message != null && !message.isBlank()) {
      return message.lines().findFirst().orElseThrow();
    }
    return exception instanceof EOFException
        ? "it is truncated"
        : "it cannot be decoded (%s)".formatted(exception.getClass().getSimpleName());
  }
}
