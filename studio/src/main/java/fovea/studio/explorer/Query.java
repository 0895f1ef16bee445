package fovea.studio.explorer;

import io.javalin.http.Context;
import java.util.Optional;

/** The query parameters of a request. */
final class Query {

  private Query() {}

  /**
   * A text.
   *
   * @throws IllegalArgumentException if it is missing
   */
  static String text(Context context, String name) {
    return Optional.ofNullable(context.queryParam(name))
        .filter(value -> !value.isEmpty())
        .orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
  }

  /**
   * A whole number.
   *
   * @param limit how many values there are, from 0
   * @throws IllegalArgumentException if it is missing or out of range
   */
  static int number(Context context, String name, int limit) {
    String text = text(context, name);
    int value = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    if (value < 0 || value >= limit) {
      throw new IllegalArgumentException(
          "%s is '%s': it must be a whole number from 0 to %s".formatted(name, text, limit - 1));
    }
    return value;
  }
}
