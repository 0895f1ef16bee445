package fovea.cli;

import fovea.lab.understand.LayerArithmetic;
import fovea.nn.AvgPool2d;
import fovea.nn.Conv2d;
import fovea.nn.Layer;
import fovea.nn.MaxPool2d;
import fovea.nn.Shape;
import fovea.nn.Size;
import picocli.CommandLine.Option;

/** Options that describe a sliding window and its input. */
final class WindowOptions {

  @Option(
      names = "--input",
      paramLabel = "HxWxC",
      required = true,
      description = "Rows, columns and channels of an image.")
  private String input;

  @Option(
      names = "--kernel",
      paramLabel = "N|RxC",
      required = true,
      description = "Size of the window.")
  private String kernel;

  @Option(
      names = "--stride",
      paramLabel = "N|RxC",
      description = "Step between windows (1; pooling: the kernel; --solve: same 1, half 2).")
  private String stride;

  @Option(
      names = "--padding",
      paramLabel = "N|RxC",
      defaultValue = "0",
      description = "Rows and columns of padding on each side (${DEFAULT-VALUE}).")
  private String padding;

  @Option(
      names = "--dilation",
      paramLabel = "N|RxC",
      defaultValue = "1",
      description = "Distance between the weights of a filter (${DEFAULT-VALUE}).")
  private String dilation;

  @Option(
      names = "--groups",
      paramLabel = "N",
      defaultValue = "1",
      description = "Number of channel groups (${DEFAULT-VALUE}).")
  private int groups;

  @Option(
      names = "--filters",
      paramLabel = "N",
      defaultValue = "1",
      description = "Number of filters (${DEFAULT-VALUE}).")
  private int filters;

  @Option(
      names = "--pool",
      paramLabel = "max|avg",
      description = "Pooling instead of a convolution.")
  private String pool;

  @Option(names = "--ceil", description = "Include the last, partial window of a pooling.")
  private boolean ceil;

  @Option(names = "--transposed", description = "A transposed convolution.")
  private boolean transposed;

  @Option(
      names = "--output-padding",
      paramLabel = "N|RxC",
      defaultValue = "0",
      description = "Rows and columns to add to a transposed output (${DEFAULT-VALUE}).")
  private String outputPadding;

  @Option(
      names = "--solve",
      paramLabel = "same|half",
      description = "Find the padding that keeps the size, or halves it with stride 2.")
  private String solve;

  /** The shape of the input image. */
  Shape input(Console console, String language) {
    return InputShape.read(console, language, input, Shape.Order.CHANNELS_LAST);
  }

  /** Whether the convolution is transposed. */
  boolean transposed() {
    return transposed;
  }

  /** Whether the padding is to be solved for. */
  boolean solved() {
    return solve != null;
  }

  /** Rows and columns of output padding. */
  Size outputPadding() {
    return size("--output-padding", outputPadding);
  }

  /**
   * The layer that the flags describe, with the padding solved for if {@code --solve} is given.
   *
   * @throws IllegalArgumentException if a flag has an invalid value, or flags contradict each other
   */
  Layer layer(Shape shape) {
    if (transposed && (pool != null || solve != null)) {
      throw new IllegalArgumentException(
          "--transposed is for convolutions with a padding that is given: leave out %s"
              .formatted(pool != null ? "--pool" : "--solve"));
    }
    Layer layer = pool == null ? convolution() : pooling();
    if (solve == null) {
      return layer;
    }
    return switch (solve) {
      case "same" -> LayerArithmetic.padded(layer, shape, shape.size());
      case "half" ->
          LayerArithmetic.padded(
              layer, shape, Size.of((shape.height() + 1) / 2, (shape.width() + 1) / 2));
      default ->
          throw new IllegalArgumentException(
              "--solve is '%s': it must be same or half".formatted(solve));
    };
  }

  private Layer pooling() {
    Size window = size("--kernel", kernel);
    Size step = stride(window);
    Size border = size("--padding", padding);
    return switch (pool) {
      case "max" -> new MaxPool2d(window, step, border, ceil);
      case "avg" -> new AvgPool2d(window, step, border, ceil, true);
      default ->
          throw new IllegalArgumentException(
              "--pool is '%s': it must be max or avg".formatted(pool));
    };
  }

  Conv2d convolution() {
    return new Conv2d(
        filters,
        size("--kernel", kernel),
        stride(Size.of(1)),
        size("--padding", padding),
        size("--dilation", dilation),
        groups,
        true);
  }

  /** The stride that is given, or that of {@code --solve}, or a default. */
  private Size stride(Size defaultStride) {
    if (stride != null) {
      return size("--stride", stride);
    }
    if ("half".equals(solve)) {
      return Size.of(2);
    }
    return "same".equals(solve) ? Size.of(1) : defaultStride;
  }

  private static Size size(String flag, String text) {
    try {
      return Size.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(flag + " " + e.getMessage(), e);
    }
  }
}
