package fovea.nn;

/** Checks of layer options whose messages name the option, its value and what is allowed. */
final class Require {

  private Require() {}

  static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s is %d: it must be at least %d".formatted(name, value, least));
    }
  }
}
