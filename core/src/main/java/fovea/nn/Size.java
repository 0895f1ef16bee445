package fovea.nn;

/**
 * A height and a width, such as those of a kernel, a stride or a padding.
 *
 * @param height rows
 * @param width columns
 */
public record Size(int height, int width) {

  /** A size with equal height and width. */
  public static Size of(int both) {
    return new Size(both, both);
  }

  /** A size with the given height and width. */
  public static Size of(int height, int width) {
    return new Size(height, width);
  }

  /**
   * Parses {@code N} for equal height and width, or {@code RxC}.
   *
   * @throws IllegalArgumentException if the text has another format
   */
  public static Size parse(String text) {
    if (!text.matches("-?\\d{1,9}([xX]-?\\d{1,9})?")) {
      throw new IllegalArgumentException(
          "'%s' is not a size: write a whole number, or rows x columns such as 3x5"
              .formatted(text));
    }
    String[] parts = text.split("[xX]", -1);
    return new Size(Integer.parseInt(parts[0]), Integer.parseInt(parts[parts.length - 1]));
  }

  /** Rows times columns. */
  public int area() {
    return height * width;
  }

  boolean atLeast(int min) {
    return height >= min && width >= min;
  }

  @Override
  public String toString() {
    return height + "x" + width;
  }
}
