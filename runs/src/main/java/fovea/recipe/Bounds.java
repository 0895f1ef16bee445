package fovea.recipe;

/** The range of a number; {@link Double#MAX_VALUE} means no upper bound. */
record Bounds(double least, boolean leastAllowed, double most, boolean mostAllowed) {

  private static final double ANY = Double.MAX_VALUE;

  static Bounds from(double least) {
    return new Bounds(least, true, ANY, true);
  }

  static Bounds above(double least) {
    return new Bounds(least, false, ANY, true);
  }

  static Bounds share() {
    return new Bounds(0, true, 1, false);
  }

  boolean allow(double value) {
    return (leastAllowed ? value >= least : value > least)
        && (mostAllowed ? value <= most : value < most);
  }

  @Override
  public String toString() {
    return "%s %s%s"
        .formatted(
            leastAllowed ? "from" : "above",
            plain(least),
            most == ANY ? "" : (mostAllowed ? " to " : ", below ") + plain(most));
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
