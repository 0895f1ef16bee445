package fovea.nn;

/**
 * Global average pooling (Lin, Chen and Yan 2013, 3.2): the mean of each feature map, C x H x W to
 * C x 1 x 1.
 */
public record GlobalAvgPool2d() implements Layer {

  @Override
  public Shape output(Shape input) {
    if (input.flat()) {
      throw new IllegalArgumentException(
          "GlobalAvgPool2d takes feature maps (C x H x W), not a vector of %s: put it before"
                  .formatted(input)
              + " flatten()");
    }
    return Shape.image(input.channels(), 1, 1);
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField before, Shape input) {
    return before.global();
  }
}
