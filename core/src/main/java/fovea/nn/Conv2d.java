package fovea.nn;

import java.util.List;
import java.util.Optional;

/**
 * A two-dimensional convolution. As in PyTorch, it computes the cross-correlation: filters are not
 * flipped.
 *
 * @param filters number of filters, which is the number of output channels
 * @param kernel rows and columns of a filter
 * @param stride rows and columns between adjacent positions of a filter
 * @param padding rows and columns of zeros added on each side
 * @param dilation distance between adjacent weights of a filter; 1 for an ordinary convolution
 * @param groups number of groups of channels that are convolved separately; must divide the numbers
 *     of input and output channels
 * @param bias whether there is a learned bias for each filter
 */
public record Conv2d(
    int filters, Size kernel, Size stride, Size padding, Size dilation, int groups, boolean bias)
    implements Layer {

  public Conv2d {
    Require.atLeast("filters", filters, 1);
    Require.atLeast("groups", groups, 1);
    new Window(kernel, stride, padding, dilation, false);
    if (filters % groups != 0) {
      throw new IllegalArgumentException(
          "groups is %s: it must divide the %s filters".formatted(groups, filters));
    }
  }

  /** This layer with another stride. */
  public Conv2d stride(int stride) {
    return new Conv2d(filters, kernel, Size.of(stride), padding, dilation, groups, bias);
  }

  /** This layer with another padding. */
  public Conv2d pad(int padding) {
    return new Conv2d(filters, kernel, stride, Size.of(padding), dilation, groups, bias);
  }

  /** This layer with another dilation. */
  public Conv2d dilation(int dilation) {
    return new Conv2d(filters, kernel, stride, padding, Size.of(dilation), groups, bias);
  }

  /** This layer with another number of groups. */
  public Conv2d groups(int groups) {
    return new Conv2d(filters, kernel, stride, padding, dilation, groups, bias);
  }

  /** This layer without a bias. */
  public Conv2d withoutBias() {
    return new Conv2d(filters, kernel, stride, padding, dilation, groups, false);
  }

  /**
   * This layer with the padding that preserves height and width at stride 1.
   *
   * @throws IllegalArgumentException if the kernel's extent is even, as no symmetric padding then
   *     preserves the size
   */
  public Conv2d same() {
    Size extent = slide().extent();
    if (extent.height() % 2 == 0 || extent.width() % 2 == 0) {
      throw new IllegalArgumentException(
          "kernel extent is %s: only an odd one has a symmetric padding that keeps the size"
              .formatted(extent));
    }
    Size half = new Size(extent.height() / 2, extent.width() / 2);
    return new Conv2d(filters, kernel, stride, half, dilation, groups, bias);
  }

  @Override
  public Optional<Window> window() {
    return Optional.of(slide());
  }

  private Window slide() {
    return new Window(kernel, stride, padding, dilation, false);
  }

  @Override
  public Shape output(Shape input) {
    Size positions = slide().positions("Conv2d", input);
    if (input.channels() % groups != 0) {
      throw new IllegalArgumentException(
          "Conv2d has %s groups, which do not divide the %s channels of its input %s"
              .formatted(groups, input.channels(), input));
    }
    return Shape.image(filters, positions.height(), positions.width());
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    int channels = input.channels() / groups;
    int fanIn = channels * kernel.area();
    int fanOut = filters / groups * kernel.area();
    Parameter weight =
        new Parameter(
            "weight",
            List.of(filters, channels, kernel.height(), kernel.width()),
            Parameter.Role.WEIGHT,
            fanIn,
            fanOut);
    return bias
        ? List.of(
            weight, new Parameter("bias", List.of(filters), Parameter.Role.BIAS, fanIn, fanOut))
        : List.of(weight);
  }

  @Override
  public long multiplyAdds(Shape input) {
    return (long) output(input).elements() * (input.channels() / groups) * kernel.area();
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField before, Shape input) {
    return before.through(slide(), output(input));
  }
}
