package fovea.recipe;

/**
 * The range of valid numbers of a recipe key.
 *
 * @param min the lower bound
 * @param minIncluded whether the lower bound itself is valid
 * @param max the upper bound; {@link Double#MAX_VALUE} means none
 * @param maxIncluded whether the upper bound itself is valid
 */
record Bounds(double min, boolean minIncluded, double max, boolean maxIncluded) {

  private static final double UNBOUNDED = Double.MAX_VALUE;

  static Bounds atLeast(double min) {
    return new Bounds(min, true, UNBOUNDED, true);
  }

  static Bounds above(double min) {
    return new Bounds(min, false, UNBOUNDED, true);
  }

  /** From 0, included, to 1, excluded. */
  static Bounds fraction() {
    return new Bounds(0, true, 1, false);
  }

  boolean allow(double value) {
    return (minIncluded ? value >= min : value > min) && (maxIncluded ? value <= max : value < max);
  }

  /** The range in words, for error messages: {@code from 0, below 1}. */
  @Override
  public String toString() {
    return "%s %s%s"
        .formatted(
            minIncluded ? "from" : "above",
            plain(min),
            max == UNBOUNDED ? "" : (maxIncluded ? " to " : ", below ") + plain(max));
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
