package fovea.train;

/** Refuses values, with one line that says which, what it is, and what it must be. */
final class Require {

  private Require() {}

  static void that(String name, Object value, boolean holds, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s: it must be %s".formatted(name, value, allowed));
    }
  }

  /** From 0, below 1. */
  static void share(String name, double value) {
    that(name, value, value >= 0 && value < 1, "0 or more and below 1");
  }

  static void positive(String name, double value) {
    that(name, value, value > 0 && Double.isFinite(value), "above 0");
  }
}
