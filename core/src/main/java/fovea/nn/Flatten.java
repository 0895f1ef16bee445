package fovea.nn;

/** Flattens feature maps to a vector, in C x H x W row-major order. */
public record Flatten() implements Layer {

  @Override
  public Shape output(Shape input) {
    return Shape.vector(input.elements());
  }
}
