package fovea.nn;

/**
 * A layer and its name in a network.
 *
 * @param name unique in its network or residual block; the prefix of its parameters' names
 * @param layer the layer
 */
public record Named(String name, Layer layer) {

  public Named {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a layer's name must not be blank");
    }
  }
}
