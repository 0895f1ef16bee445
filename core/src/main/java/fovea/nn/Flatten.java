package fovea.nn;

/** Feature maps as one vector, channel by channel and row by row. */
public record Flatten() implements Layer {

  @Override
  public Shape output(Shape input) {
    return Shape.vector(input.elements());
  }
}
