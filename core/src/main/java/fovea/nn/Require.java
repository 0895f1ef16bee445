package fovea.nn;

/**
 * Checks of arguments: what they refuse is said in one line, with the value and what is allowed.
 */
public final class Require {

  private Require() {}

  /**
   * Refuses a value unless a condition holds.
   *
   * @param name what the value is called
   * @param allowed what it must be, such as {@code above 0}
   * @throws IllegalArgumentException if the condition does not hold
   */
  public static void that(String name, Object value, boolean holds, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s: it must be %s".formatted(name, value, allowed));
    }
  }

  /**
   * A whole number from some least one on.
   *
   * @throws IllegalArgumentException if it is below
   */
  public static void atLeast(String name, int value, int least) {
    that(name, value, value >= least, "at least " + least);
  }

  /**
   * A share: from 0, below 1.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static void fraction(String name, double value) {
    that(name, value, value >= 0 && value < 1, "0 or more and below 1");
  }

  /**
   * A finite number above 0.
   *
   * @throws IllegalArgumentException if it is not
   */
  public static void positive(String name, double value) {
    that(name, value, value > 0 && Double.isFinite(value), "above 0");
  }
}
