package fovea.nn;

/**
 * Multiplication of all values by a constant. Before the loss, it is an inverse temperature: with a
 * small factor, a network starts with nearly equal scores, and its last layer has larger weights.
 *
 * @param factor the constant, finite and not 0
 */
public record Scale(double factor) implements Layer {

  public Scale {
    if (factor == 0 || !Double.isFinite(factor)) {
      throw new IllegalArgumentException(
          "factor is %s: it must be finite and not 0".formatted(factor));
    }
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }
}
