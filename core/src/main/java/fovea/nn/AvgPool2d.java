package fovea.nn;

import java.util.Optional;

/**
 * Average pooling: the mean of each window, for each channel.
 *
 * @param kernel rows and columns of the window
 * @param stride rows and columns between adjacent windows
 * @param padding rows and columns of zeros added on each side; at most half the kernel
 * @param ceilMode whether to include a last window that only partly fits, as {@code ceil_mode} in
 *     PyTorch
 * @param countPadding whether the divisor includes padding, as by default in PyTorch ({@code
 *     count_include_pad}). The part of a ceil-mode window beyond the padding is never included.
 */
public record AvgPool2d(
    Size kernel, Size stride, Size padding, boolean ceilMode, boolean countPadding)
    implements Layer {

  public AvgPool2d {
    new Window(kernel, stride, padding, Size.of(1), ceilMode);
    if (2L * padding.height() > kernel.height() || 2L * padding.width() > kernel.width()) {
      throw new IllegalArgumentException(
          "padding is %s: it must be at most half the kernel %s".formatted(padding, kernel));
    }
  }

  /** This layer with another stride. */
  public AvgPool2d stride(int stride) {
    return new AvgPool2d(kernel, Size.of(stride), padding, ceilMode, countPadding);
  }

  /** This layer with another padding. */
  public AvgPool2d pad(int padding) {
    return new AvgPool2d(kernel, stride, Size.of(padding), ceilMode, countPadding);
  }

  /** This layer in ceil mode. */
  public AvgPool2d ceil() {
    return new AvgPool2d(kernel, stride, padding, true, countPadding);
  }

  /** This layer with padding excluded from the divisor. */
  public AvgPool2d withoutCountingPadding() {
    return new AvgPool2d(kernel, stride, padding, ceilMode, false);
  }

  @Override
  public Optional<Window> window() {
    return Optional.of(slide());
  }

  private Window slide() {
    return new Window(kernel, stride, padding, Size.of(1), ceilMode);
  }

  @Override
  public Shape output(Shape input) {
    Size positions = slide().positions("AvgPool2d", input);
    return Shape.image(input.channels(), positions.height(), positions.width());
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField before, Shape input) {
    return before.through(slide(), output(input));
  }
}
