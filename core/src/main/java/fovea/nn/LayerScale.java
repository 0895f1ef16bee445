package fovea.nn;

import java.util.List;

/**
 * Multiplication of each channel by a learned factor, which starts at 1e-6 (Touvron et al. 2021,
 * Going deeper with image transformers, equation 3). At the end of the body of a residual block, it
 * lets the block begin as the identity. The factor has the layer's own name.
 */
public record LayerScale() implements Layer {

  @Override
  public Shape output(Shape input) {
    if (input.flat()) {
      throw new IllegalArgumentException(
          "LayerScale takes feature maps (C x H x W), not a vector of %s: put it before flatten()"
              .formatted(input));
    }
    return input;
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    List<Integer> dims = List.of(input.channels(), 1, 1);
    return List.of(new Parameter("", dims, Parameter.Role.SCALE, 1, 1, Parameter.Start.SMALL));
  }
}
