package fovea.nn;

import java.util.Optional;

/**
 * Keeps the largest value of each window, channel by channel.
 *
 * @param kernel rows and columns of the window
 * @param stride steps between two windows
 * @param padding rows and columns added on each side, never the largest; at most half the kernel
 * @param ceilMode whether a last window that only partly fits counts too
 */
public record MaxPool2d(Size kernel, Size stride, Size padding, boolean ceilMode) implements Layer {

  public MaxPool2d {
    new Window(kernel, stride, padding, Size.of(1), ceilMode);
    if (2L * padding.height() > kernel.height() || 2L * padding.width() > kernel.width()) {
      throw new IllegalArgumentException(
          "padding is %s: it must be at most half the kernel %s".formatted(padding, kernel));
    }
  }

  public MaxPool2d stride(int stride) {
    return new MaxPool2d(kernel, Size.of(stride), padding, ceilMode);
  }

  public MaxPool2d pad(int padding) {
    return new MaxPool2d(kernel, stride, Size.of(padding), ceilMode);
  }

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
