package fovea.nn;

/**
 * A height and a width: of a kernel, a stride, a padding.
 *
 * @param height rows
 * @param width columns
 */
public record Size(int height, int width) {

  /** The same number of rows and columns. */
  public static Size of(int both) {
    return new Size(both, both);
  }

  public static Size of(int height, int width) {
    return new Size(height, width);
  }

  /**
   * Reads {@code N} for both, or {@code RxC}.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static Size parse(String text) {
    if (!text.matches("-?\\d{1,9}([xX]-?\\d{1,9})?")) {
      throw new IllegalArgumentException(
          "'%s' is no size: write a whole number, or rows x columns such as 3x5".formatted(text));
    }
    String[] parts = text.split("[xX]", -1);
    return new Size(Integer.parseInt(parts[0]), Integer.parseInt(parts[parts.length - 1]));
  }

  /** Rows times columns. */
  public int area() {
    return height * width;
  }

  boolean atLeast(int least) {
    return height >= least && width >= least;
  }

  @Override
  public String toString() {
    return height + "x" + width;
  }
}
