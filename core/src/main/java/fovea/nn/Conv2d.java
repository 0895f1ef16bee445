package fovea.nn;

import java.util.List;
import java.util.Optional;

/**
 * A convolution: {@code filters} filters, each over all channels of its group, slide over the
 * input. What is computed is PyTorch's cross-correlation: the filter is not flipped.
 *
 * @param filters filters, the channels of the output
 * @param kernel rows and columns of a filter
 * @param stride steps between two positions of a filter
 * @param padding rows and columns of zeros on each side
 * @param dilation distance between a filter's neighbouring weights; 1 means adjacent
 * @param groups groups of channels that do not see each other; divides both channel counts
 * @param bias whether each filter adds a learned number
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
          "groups is %d: it must divide the %d filters".formatted(groups, filters));
    }
  }

  public Conv2d stride(int stride) {
    return new Conv2d(filters, kernel, Size.of(stride), padding, dilation, groups, bias);
  }

  public Conv2d pad(int padding) {
    return new Conv2d(filters, kernel, stride, Size.of(padding), dilation, groups, bias);
  }

  public Conv2d dilation(int dilation) {
    return new Conv2d(filters, kernel, stride, padding, Size.of(dilation), groups, bias);
  }

  public Conv2d groups(int groups) {
    return new Conv2d(filters, kernel, stride, padding, dilation, groups, bias);
  }

  public Conv2d withoutBias() {
    return new Conv2d(filters, kernel, stride, padding, dilation, groups, false);
  }

  /**
   * With the padding that keeps height and width at stride 1.
   *
   * @throws IllegalArgumentException if the kernel's extent is even: no symmetric padding does it
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
          "Conv2d has %d groups, which do not divide the %d channels of its input %s"
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
