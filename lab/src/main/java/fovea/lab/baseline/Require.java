package fovea.lab.baseline;

/** Checks of what is asked for. */
final class Require {

  private Require() {}

  static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s is %d: it must be %d or more".formatted(name, value, least));
    }
  }

  static void positive(String name, double value) {
    if (!(value > 0 && Double.isFinite(value))) {
      throw new IllegalArgumentException("%s is %s: it must be above 0".formatted(name, value));
    }
  }
}
