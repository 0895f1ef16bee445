package fovea.nn;

import fovea.nn.Parameter.Start;
import java.util.List;
import java.util.Locale;
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
 * @param start how the filters are initialised: {@code SCHEME}, {@code DIRAC} or {@code WHITENING},
 *     the latter two without groups
 * @param matrix whether the weight has the shape filters x channels, without the two dimensions of
 *     a 1 x 1 kernel: that of PyTorch's {@code Linear}, applied to maps with the channels last
 */
public record Conv2d(
    int filters,
    Size kernel,
    Size stride,
    Size padding,
    Size dilation,
    int groups,
    boolean bias,
    Start start,
    boolean matrix)
    implements Layer {

  /** A convolution that is initialised by the scheme of the whole network. */
  public Conv2d(
      int filters,
      Size kernel,
      Size stride,
      Size padding,
      Size dilation,
      int groups,
      boolean bias) {
    this(filters, kernel, stride, padding, dilation, groups, bias, Start.SCHEME, false);
  }

  public Conv2d {
    Require.atLeast("filters", filters, 1);
    Require.atLeast("groups", groups, 1);
    new Window(kernel, stride, padding, dilation, false);
    if (filters % groups != 0) {
      throw new IllegalArgumentException(
          "groups is %s: it must divide the %s filters".formatted(groups, filters));
    }
    if (start == Start.CONSTANT) {
      throw new IllegalArgumentException(
          "start is %s: filters are learned or fitted".formatted(start));
    }
    if (start != Start.SCHEME && groups > 1) {
      throw new IllegalArgumentException(
          "groups is %s: only filters over all channels can start as %s"
              .formatted(groups, start.name().toLowerCase(Locale.ROOT)));
    }
    if (matrix && (kernel.area() > 1 || groups > 1 || start != Start.SCHEME)) {
      throw new IllegalArgumentException(
          "kernel is %s: only a 1 x 1 convolution of all channels, not started specially, has a matrix as its weight"
              .formatted(kernel));
    }
    if (start == Start.WHITENING && filters % 2 == 1) {
      throw new IllegalArgumentException(
          "filters is %s: whitening filters come in pairs, a component and its negative"
              .formatted(filters));
    }
  }

  /** This layer with another stride. */
  public Conv2d stride(int stride) {
    return new Conv2d(
        filters, kernel, Size.of(stride), padding, dilation, groups, bias, start, matrix);
  }

  /** This layer with another padding. */
  public Conv2d pad(int padding) {
    return new Conv2d(
        filters, kernel, stride, Size.of(padding), dilation, groups, bias, start, matrix);
  }

  /** This layer with another dilation. */
  public Conv2d dilation(int dilation) {
    return new Conv2d(
        filters, kernel, stride, padding, Size.of(dilation), groups, bias, start, matrix);
  }

  /** This layer with another number of groups. */
  public Conv2d groups(int groups) {
    return new Conv2d(filters, kernel, stride, padding, dilation, groups, bias, start, matrix);
  }

  /** This layer without a bias. */
  public Conv2d withoutBias() {
    return new Conv2d(filters, kernel, stride, padding, dilation, groups, false, start, matrix);
  }

  /**
   * This layer with filters that initially pass on their input: filter i has the weight 1 at the
   * centre of channel i, and 0 elsewhere. Filters beyond the number of input channels are
   * initialised by the scheme of the network.
   */
  public Conv2d dirac() {
    return new Conv2d(
        filters, kernel, stride, padding, dilation, groups, bias, Start.DIRAC, matrix);
  }

  /**
   * This layer with filters that whiten the patches of the training images: the eigenvectors of the
   * patches' covariance, each divided by the square root of its eigenvalue, and their negatives
   * (Jordan 2024, section 3.2). They are fitted before the training and not changed by it. The
   * number of filters is even, and at most twice the number of values of a patch.
   */
  public Conv2d whitening() {
    return new Conv2d(
        filters, kernel, stride, padding, dilation, groups, bias, Start.WHITENING, matrix);
  }

  /** This 1 x 1 convolution with a weight that is a matrix: a linear layer at each position. */
  public Conv2d asMatrix() {
    return new Conv2d(filters, kernel, stride, padding, dilation, groups, bias, start, true);
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
    return new Conv2d(filters, kernel, stride, half, dilation, groups, bias, start, matrix);
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
    int patch = input.channels() * kernel.area();
    if (start == Start.WHITENING && filters > 2 * patch) {
      throw new IllegalArgumentException(
          "Conv2d has %s whitening filters: patches of %s of its input %s have %s values, for which there are at most %s"
              .formatted(filters, kernel, input, patch, 2 * patch));
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
            matrix
                ? List.of(filters, channels)
                : List.of(filters, channels, kernel.height(), kernel.width()),
            Parameter.Role.WEIGHT,
            fanIn,
            fanOut,
            start);
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
