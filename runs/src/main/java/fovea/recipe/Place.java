package fovea.recipe;

/**
 * A position in a source text, for error messages.
 *
 * @param where the position in words, such as {@code mine.yaml, line 12} or {@code network entry 3}
 */
record Place(String where) {

  private static final int MAX_QUOTE_LENGTH = 60;

  /** This position in one round of a repeat. */
  Place round(String round) {
    return new Place(where + ", round " + round);
  }

  /** Creates an exception whose message is the position and the given text. */
  RecipeException refuse(String message) {
    return new RecipeException(where + ": " + message);
  }

  /** Quotes a text, on a single line and truncated if it is long. */
  static String quote(String text) {
    String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() <= MAX_QUOTE_LENGTH
        ? "'" + line + "'"
        : "'" + line.substring(0, MAX_QUOTE_LENGTH) + "...'";
  }
}
