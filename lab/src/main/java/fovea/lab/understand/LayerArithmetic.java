package fovea.lab.understand;

import fovea.nn.AvgPool2d;
import fovea.nn.Conv2d;
import fovea.nn.Layer;
import fovea.nn.Linear;
import fovea.nn.MaxPool2d;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Window;
import java.util.List;

/**
 * The arithmetic of a convolution or pooling: output shape, parameters and multiply-adds, as
 * computed by the layer itself.
 *
 * @param layer a convolution or a pooling
 * @param input the input shape
 * @param output the output shape
 */
public record LayerArithmetic(Layer layer, Shape input, Shape output) {

  /** Upper bound of the search for a padding. */
  private static final int MAX_PADDING = 1024;

  /**
   * Computes the arithmetic of a layer.
   *
   * @throws IllegalArgumentException if the layer does not accept the input, or has no sliding
   *     window
   */
  public static LayerArithmetic of(Layer layer, Shape input) {
    if (layer.window().isEmpty()) {
      throw new IllegalArgumentException(layer.type() + " has no sliding window");
    }
    return new LayerArithmetic(layer, input, layer.output(input));
  }

  /** The layer's sliding window. */
  public Window window() {
    return layer.window().orElseThrow();
  }

  /**
   * The number of window positions entirely within the padded input; in ceil mode the output can be
   * larger by one.
   */
  public Size wholePositions() {
    Window window = window();
    return new Window(window.kernel(), window.stride(), window.padding(), window.dilation(), false)
        .positions(layer.type(), input);
  }

  /** Number of learned weights. */
  public long weights() {
    return count(layer, input, Parameter.Role.WEIGHT);
  }

  /** Number of learned biases. */
  public long biases() {
    return count(layer, input, Parameter.Role.BIAS);
  }

  private static long count(Layer layer, Shape input, Parameter.Role role) {
    return layer.parameters(input).stream()
        .filter(parameter -> parameter.role() == role)
        .mapToLong(Parameter::elements)
        .sum();
  }

  /** Multiply-adds per image; 0 for pooling. */
  public long multiplyAdds() {
    return layer.multiplyAdds(input);
  }

  /**
   * Number of weights of a fully connected layer with as many inputs and outputs, even if its
   * matrix would be too large to allocate.
   */
  public long fullyConnectedWeights() {
    // A linear layer takes one multiply-add per weight, and can be asked without allocating its
    // matrix.
    return new Linear(output.elements(), true).multiplyAdds(Shape.vector(input.elements()));
  }

  /** Number of biases of that fully connected layer. */
  public long fullyConnectedBiases() {
    return output.elements();
  }

  /**
   * The number of parameters of the fully connected layer divided by that of this layer; infinite
   * for pooling.
   */
  public double ratio() {
    return (double) (fullyConnectedWeights() + fullyConnectedBiases()) / (weights() + biases());
  }

  /**
   * Sets the smallest padding that gives the layer an output of a given size.
   *
   * @param layer a convolution or pooling, whose own padding is ignored
   * @param wanted the output size
   * @return the layer with this padding
   * @throws IllegalArgumentException if no symmetric padding valid for the layer gives this size
   */
  public static Layer padded(Layer layer, Shape input, Size wanted) {
    Window window =
        layer
            .window()
            .orElseThrow(
                () -> new IllegalArgumentException(layer.type() + " has no sliding window"));
    int rows = padding(window, input.height(), wanted.height(), true);
    int columns = padding(window, input.width(), wanted.width(), false);
    Size padding = Size.of(rows, columns);
    if (layer instanceof Conv2d conv) {
      return withPadding(conv, padding);
    }
    if (layer instanceof MaxPool2d pool) {
      return new MaxPool2d(pool.kernel(), pool.stride(), padding, pool.ceilMode());
    }
    if (layer instanceof AvgPool2d pool) {
      return new AvgPool2d(
          pool.kernel(), pool.stride(), padding, pool.ceilMode(), pool.countPadding());
    }
    throw new IllegalArgumentException(layer.type() + " has no padding");
  }

  /** {@link #padded(Layer, Shape, Size)} for a convolution. */
  public static Conv2d padded(Conv2d conv, Shape input, Size wanted) {
    Layer padded = padded((Layer) conv, input, wanted);
    return withPadding(conv, padded.window().orElseThrow().padding());
  }

  private static Conv2d withPadding(Conv2d conv, Size padding) {
    return new Conv2d(
        conv.filters(),
        conv.kernel(),
        conv.stride(),
        padding,
        conv.dilation(),
        conv.groups(),
        conv.bias());
  }

  private static int padding(Window window, int length, int wanted, boolean rows) {
    int positions = 0;
    for (int padding = 0; padding <= MAX_PADDING && positions < wanted; padding++) {
      Window padded =
          new Window(
              window.kernel(),
              window.stride(),
              Size.of(padding),
              window.dilation(),
              window.ceilMode());
      positions = positions(padded, length, rows);
      if (positions == wanted) {
        return padding;
      }
    }
    throw new IllegalArgumentException(
        "no symmetric padding gives %s %s from %s with kernel %s, stride %s and dilation %s"
            .formatted(
                wanted,
                rows ? "rows" : "columns",
                length,
                window.kernel(),
                window.stride(),
                window.dilation()));
  }

  /**
   * The output shape of a transposed convolution: the smallest input from which a convolution with
   * the same window gives {@code input}, plus the output padding (Dumoulin and Visin 2016,
   * relationship 14, in PyTorch's form).
   *
   * @param conv kernel, stride, padding and dilation of the transposed convolution; its filters are
   *     the output channels
   * @param outputPadding rows and columns to add to the output, at least 0 and below the stride
   * @throws IllegalArgumentException if the output padding is out of range, or the padding leaves
   *     no output
   */
  public static Shape transposed(Conv2d conv, Shape input, Size outputPadding) {
    if (outputPadding.height() < 0
        || outputPadding.width() < 0
        || outputPadding.height() >= conv.stride().height()
        || outputPadding.width() >= conv.stride().width()) {
      throw new IllegalArgumentException(
          "output padding is %s: it must be 0 or more and below the stride, %s"
              .formatted(outputPadding, conv.stride()));
    }
    int rows = smallest(conv, input.height(), true) + outputPadding.height();
    int columns = smallest(conv, input.width(), false) + outputPadding.width();
    return Shape.image(conv.filters(), rows, columns);
  }

  /** The smallest input length for which the convolution has a number of positions. */
  private static int smallest(Conv2d conv, int positions, boolean rows) {
    Window window = conv.window().orElseThrow();
    int length = 1;
    while (positions(window, length, rows) < positions) {
      length++;
    }
    if (positions(window, length, rows) != positions) {
      throw new IllegalArgumentException(
          "padding %s leaves no output from %s positions".formatted(conv.padding(), positions));
    }
    return length;
  }

  /** The number of positions along one side; 0 if the window does not fit. */
  private static int positions(Window window, int length, boolean rows) {
    Window line =
        new Window(
            Size.of(side(window.kernel(), rows), 1),
            Size.of(side(window.stride(), rows), 1),
            Size.of(side(window.padding(), rows), 0),
            Size.of(side(window.dilation(), rows), 1),
            window.ceilMode());
    try {
      return line.positions("window", Shape.image(1, length, 1)).height();
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }

  private static int side(Size size, boolean rows) {
    return rows ? size.height() : size.width();
  }

  /**
   * The dimensions of the weights: filters, channels per group, rows, columns; empty for pooling.
   */
  public List<Integer> weightDims() {
    return layer.parameters(input).stream()
        .filter(parameter -> parameter.role() == Parameter.Role.WEIGHT)
        .findFirst()
        .map(Parameter::dims)
        .orElse(List.of());
  }
}
