package fovea.nn;

import java.util.Optional;

/**
 * Keeps the mean of each window, channel by channel.
 *
 * @param kernel rows and columns of the window
 * @param stride steps between two windows
 * @param padding rows and columns of zeros on each side; at most half the kernel
 * @param ceilMode whether a last window that only partly fits counts too
 * @param countPadding whether padding counts in the divisor, as is PyTorch's default ({@code
 *     count_include_pad}). What a ceil-mode window has beyond the padding never counts.
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

  public AvgPool2d stride(int stride) {
    return new AvgPool2d(kernel, Size.of(stride), padding, ceilMode, countPadding);
  }

  public AvgPool2d pad(int padding) {
    return new AvgPool2d(kernel, stride, Size.of(padding), ceilMode, countPadding);
  }

  public AvgPool2d ceil() {
    return new AvgPool2d(kernel, stride, padding, true, countPadding);
  }

  /** With the mean over the input's own elements only. */
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
