package fovea.data;

import fovea.nn.Shape;
import java.util.List;

/**
 * What happens to an image on its way to the engine.
 *
 * @param transforms in their order, on bytes
 * @param normalization then, to floats
 * @param labelling what becomes of labels
 * @param mixings at the end, on whole batches
 */
public record Pipeline(
    List<Transform> transforms,
    Normalization normalization,
    Labelling labelling,
    List<Mixing> mixings) {

  public Pipeline {
    transforms = List.copyOf(transforms);
    mixings = List.copyOf(mixings);
  }

  /** Certain labels, and no mixing. */
  public Pipeline(List<Transform> transforms, Normalization normalization) {
    this(transforms, normalization, Labelling.CERTAIN, List.of());
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
