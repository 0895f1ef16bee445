package fovea.nn;

import java.util.List;

/**
 * Layer normalisation of feature maps over their channels, at each position by itself (Ba et al.
 * 2016, equation 3; the place where Liu et al. 2022, section 2.6, put it): subtracts the mean of
 * the channels, divides by their standard deviation, and applies a learned scale and shift for each
 * channel. It computes the same in training and in evaluation.
 *
 * @param epsilon added to the variance before taking the square root, above 0
 */
public record LayerNorm2d(double epsilon) implements Layer {

  public LayerNorm2d {
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon is %s: it must be above 0".formatted(epsilon));
    }
  }

  @Override
  public Shape output(Shape input) {
    if (input.flat()) {
      throw new IllegalArgumentException(
          "LayerNorm2d takes feature maps (C x H x W), not a vector of %s: put it before flatten()"
              .formatted(input));
    }
    return input;
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    int channels = input.channels();
    return List.of(
        Parameter.perChannel("weight", channels, Parameter.Role.SCALE),
        Parameter.perChannel("bias", channels, Parameter.Role.SHIFT));
  }
}
