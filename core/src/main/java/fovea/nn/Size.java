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
