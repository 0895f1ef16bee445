package fovea.data;

import fovea.nn.Shape;
import java.util.List;
import java.util.stream.Stream;

/**
 * The preprocessing of images and labels on their way into a batch.
 *
 * @param transforms transforms of single images, on bytes, in this order
 * @param normalization the conversion to floats that follows
 * @param labelSmoothing the conversion of labels to target probabilities
 * @param mixings augmentations of whole batches, applied last, in this order
 * @param balance the correction for classes of unequal size
 */
public record Pipeline(
    List<Transform> transforms,
    Normalization normalization,
    LabelSmoothing labelSmoothing,
    List<Mixing> mixings,
    Balance balance) {

  public Pipeline {
    transforms = List.copyOf(transforms);
    mixings = List.copyOf(mixings);
  }

  /** A pipeline that leaves unequal classes as they are. */
  public Pipeline(
      List<Transform> transforms,
      Normalization normalization,
      LabelSmoothing labelSmoothing,
      List<Mixing> mixings) {
    this(transforms, normalization, labelSmoothing, mixings, Balance.NONE);
  }

  /** A pipeline without label smoothing and mixing. */
  public Pipeline(List<Transform> transforms, Normalization normalization) {
    this(transforms, normalization, LabelSmoothing.NONE, List.of());
  }

  /** This pipeline with another transform of single images, after its own. */
  public Pipeline then(Transform last) {
    return new Pipeline(
        Stream.concat(transforms.stream(), Stream.of(last)).toList(),
        normalization,
        labelSmoothing,
        mixings,
        balance);
  }

  /**
   * The shape of images after all transforms.
   *
   * @throws IllegalArgumentException if a transform does not accept its input
   */
  public Shape output(Shape input) {
    Shape shape = input;
    for (Transform transform : transforms) {
      shape = transform.output(shape);
    }
    return shape;
  }
}
