package fovea.nn;

import java.util.Optional;

/**
 * Max pooling: the largest value of each window, for each channel.
 *
 * @param kernel rows and columns of the window
 * @param stride rows and columns between adjacent windows
 * @param padding rows and columns of negative infinity added on each side; at most half the kernel
 * @param ceilMode whether to include a last window that only partly fits, as {@code ceil_mode} in
 *     PyTorch
 */
public record MaxPool2d(Size kernel, Size stride, Size padding, boolean ceilMode) implements Layer {

  public MaxPool2d {
    new Window(kernel, stride, padding, Size.of(1), ceilMode);
    if (2L * padding.height() > kernel.height() || 2L * padding.width() > kernel.width()) {
      throw new IllegalArgumentException(
          "padding is %s: it must be at most half the kernel %s".formatted(padding, kernel));
    }
  }

  /** This layer with another stride. */
  public MaxPool2d stride(int stride) {
    return new MaxPool2d(kernel, Size.of(stride), padding, ceilMode);
  }

  /** This layer with another padding. */
  public MaxPool2d pad(int padding) {
    return new MaxPool2d(kernel, stride, Size.of(padding), ceilMode);
  }

  /** This layer in ceil mode. */
  public MaxPool2d ceil() {
    return new MaxPool2d(kernel, stride, padding, true);
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
    Size positions = slide().positions("MaxPool2d", input);
    return Shape.image(input.channels(), positions.height(), positions.width());
  }

  @Override
  public ReceptiveField receptiveField(ReceptiveField before, Shape input) {
    return before.through(slide(), output(input));
  }
}
