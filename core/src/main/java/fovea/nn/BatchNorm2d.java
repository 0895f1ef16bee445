package fovea.nn;

import java.util.List;

/**
 * Batch normalisation of feature maps (Ioffe and Szegedy 2015, algorithm 1): subtracts the mean of
 * each channel, divides by its standard deviation, and applies a learned scale and shift.
 *
 * <p>In training, mean and biased variance are those of the batch, and running statistics are
 * updated as {@code running = (1 - momentum) * running + momentum * batch}, with the unbiased
 * variance of the batch, as in PyTorch. In evaluation, the running statistics normalise.
 *
 * @param epsilon added to the variance before taking the square root, above 0
 * @param momentum weight of the current batch in the running statistics, from 0 to 1
 * @param scale whether the scale is learned; otherwise it stays 1
 */
public record BatchNorm2d(double epsilon, double momentum, boolean scale) implements Layer {

  /** A batch normalisation that learns scale and shift. */
  public BatchNorm2d(double epsilon, double momentum) {
    this(epsilon, momentum, true);
  }

  public BatchNorm2d {
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon is %s: it must be above 0".formatted(epsilon));
    }
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException(
          "momentum is %s: it must be from 0 to 1".formatted(momentum));
    }
  }

  /**
   * This layer without a learned scale: as in PyTorch after {@code weight.requires_grad = False}.
   */
  public BatchNorm2d withoutScale() {
    return new BatchNorm2d(epsilon, momentum, false);
  }

  @Override
  public Shape output(Shape input) {
    if (input.flat()) {
      throw new IllegalArgumentException(
          "BatchNorm2d takes feature maps (C x H x W), not a vector of %s: put it before flatten()"
              .formatted(input));
    }
    return input;
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    int channels = input.channels();
    return List.of(
        Parameter.perChannel("weight", channels, Parameter.Role.SCALE)
            .starting(scale ? Parameter.Start.SCHEME : Parameter.Start.CONSTANT),
        Parameter.perChannel("bias", channels, Parameter.Role.SHIFT),
        Parameter.perChannel("running_mean", channels, Parameter.Role.RUNNING_MEAN),
        Parameter.perChannel("running_var", channels, Parameter.Role.RUNNING_VARIANCE));
  }
}
