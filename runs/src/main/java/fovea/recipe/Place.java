package fovea.recipe;

/**
 * A position in a source, for messages.
 *
 * @param where such as {@code mine.yaml, line 12} or {@code network entry 3}
 */
record Place(String where) {

  private static final int LONGEST_QUOTE = 60;

  /** The same place in one round of a repeat. */
  Place round(String round) {
    return new Place(where + ", round " + round);
  }

  /** What to throw: where it is, and what is wrong there. */
  RecipeException refuse(String message) {
    return new RecipeException(where + ": " + message);
  }

  /** Someone's text in quotes, on one line and not too long. */
  static String quote(String text) {
    String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() <= LONGEST_QUOTE
        ? "'" + line + "'"
        : "'" + line.substring(0, LONGEST_QUOTE) + "...'";
  }
}
