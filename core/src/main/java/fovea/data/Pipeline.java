package fovea.data;

import fovea.nn.Shape;
import java.util.List;

/**
 * What happens to an image on its way to the engine.
 *
 * @param transforms in their order, on bytes
 * @param normalization at the end, to floats
 */
public record Pipeline(List<Transform> transforms, Normalization normalization) {

  public Pipeline {
    transforms = List.copyOf(transforms);
  }

  /**
   * The shape that images get.
   *
   * @throws IllegalArgumentException if a transform cannot take what reaches it
   */
  public Shape output(Shape input) {
    Shape shape = input;
    for (Transform transform : transforms) {
      shape = transform.output(shape);
    }
    return shape;
  }
}
