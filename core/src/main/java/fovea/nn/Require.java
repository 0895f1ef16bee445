package fovea.nn;

/** Checks of arguments, whose messages name the argument, its value and what is allowed. */
public final class Require {

  private Require() {}

  /**
   * Requires a condition on a value.
   *
   * @param name the name of the argument
   * @param allowed the allowed values, such as {@code above 0}
   * @throws IllegalArgumentException if the condition does not hold
   */
  public static void that(String name, Object value, boolean holds, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s: it must be %s".formatted(name, value, allowed));
    }
  }

  /**
   * Requires a minimum.
   *
   * @throws IllegalArgumentException if the value is below the minimum
   */
  public static void atLeast(String name, int value, int min) {
    that(name, value, value >= min, "at least " + min);
  }

  /**
   * Requires a fraction: 0 or more and below 1.
   *
   * @throws IllegalArgumentException if the value is out of range or NaN
   */
  public static void fraction(String name, double value) {
    that(name, value, value >= 0 && value < 1, "0 or more and below 1");
  }

  /**
   * Requires a positive finite number.
   *
   * @throws IllegalArgumentException if the value is not positive, infinite or NaN
   */
  public static void positive(String name, double value) {
    that(name, value, value > 0 && Double.isFinite(value), "above 0");
  }
}
