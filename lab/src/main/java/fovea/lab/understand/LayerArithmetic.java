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
 * What one layer with a sliding window does to sizes and numbers. All of it is asked of the layers
 * that networks are made of.
 *
 * @param layer a convolution or a pooling
 * @param input the shape of an image in front of it
 * @param output the shape behind it
 */
public record LayerArithmetic(Layer layer, Shape input, Shape output) {

  /** Paddings beyond this make no sense for any kernel. */
  private static final int MOST_PADDING = 1024;

  /**
   * The arithmetic of a layer.
   *
   * @throws IllegalArgumentException if it cannot take such an input, or has no window
   */
  public static LayerArithmetic of(Layer layer, Shape input) {
    if (layer.window().isEmpty()) {
      throw new IllegalArgumentException(layer.type() + " has no window that slides");
    }
    return new LayerArithmetic(layer, input, layer.output(input));
  }

  /** The window that slides. */
  public Window window() {
    return layer.window().orElseThrow();
  }

  /** Positions that lie within input and padding; in ceil mode there may be one more. */
  public Size wholePositions() {
    Window window = window();
    return new Window(window.kernel(), window.stride(), window.padding(), window.dilation(), false)
        .positions(layer.type(), input);
  }

  /** Weights that it learns. */
  public long weights() {
    return count(layer, input, Parameter.Role.WEIGHT);
  }

  /** Biases that it learns. */
  public long biases() {
    return count(layer, input, Parameter.Role.BIAS);
  }

  private static long count(Layer layer, Shape input, Parameter.Role role) {
    return layer.parameters(input).stream()
        .filter(parameter -> parameter.role() == role)
        .mapToLong(Parameter::elements)
        .sum();
  }

  /** Multiply-adds of one image; 0 for a pooling. */
  public long multiplyAdds() {
    return layer.multiplyAdds(input);
  }

  /**
   * Weights of a fully connected layer that gives as many numbers from as many; its matrix may be
   * too large to ever exist.
   */
  public long fullyConnectedWeights() {
    // A linear layer costs a multiply-add a weight, and does not ask for its matrix to say so.
    return new Linear(output.elements(), true).multiplyAdds(Shape.vector(input.elements()));
  }

  /** Its biases. */
  public long fullyConnectedBiases() {
    return output.elements();
  }

  /** How many times as many numbers the fully connected layer learns; infinite for a pooling. */
  public double ratio() {
    return (double) (fullyConnectedWeights() + fullyConnectedBiases()) / (weights() + biases());
  }

  /**
   * The smallest padding with which a layer gives maps of a height and width.
   *
   * @param layer a convolution or a pooling; its own padding does not count
   * @param wanted rows and columns behind it
   * @throws IllegalArgumentException if no symmetric padding that the layer allows does it
   */
  public static Layer padded(Layer layer, Shape input, Size wanted) {
    Window window =
        layer
            .window()
            .orElseThrow(
                () -> new IllegalArgumentException(layer.type() + " has no window that slides"));
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

  /** The same for a convolution, which stays one. */
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
    int got = 0;
    for (int padding = 0; padding <= MOST_PADDING && got < wanted; padding++) {
      Window padded =
          new Window(
              window.kernel(),
              window.stride(),
              Size.of(padding),
              window.dilation(),
              window.ceilMode());
      got = positions(padded, length, rows);
      if (got == wanted) {
        return padding;
      }
    }
    throw new IllegalArgumentException(
        "no padding, the same on both sides, gives %d %s from %d with kernel %s, stride %s and dilation %s"
            .formatted(
                wanted,
                rows ? "rows" : "columns",
                length,
                window.kernel(),
                window.stride(),
                window.dilation()));
  }

  /**
   * The shape behind a transposed convolution: the smallest input from which a convolution with the
   * same window makes the given one, and {@code more} rows and columns (Dumoulin and Visin 2016,
   * relationship 14, in PyTorch's form).
   *
   * @param conv the convolution that is transposed; its filters are the channels of the output
   * @param more rows and columns that stride leaves open, at least 0 and below the stride
   * @throws IllegalArgumentException if nothing would be left
   */
  public static Shape transposed(Conv2d conv, Shape input, Size more) {
    if (more.height() < 0
        || more.width() < 0
        || more.height() >= conv.stride().height()
        || more.width() >= conv.stride().width()) {
      throw new IllegalArgumentException(
          "output padding is %s: it must be 0 or more and below the stride, %s"
              .formatted(more, conv.stride()));
    }
    int rows = smallest(conv, input.height(), true) + more.height();
    int columns = smallest(conv, input.width(), false) + more.width();
    return Shape.image(conv.filters(), rows, columns);
  }

  /** The smallest length from which the convolution makes so many positions. */
  private static int smallest(Conv2d conv, int positions, boolean rows) {
    Window window = conv.window().orElseThrow();
    int length = 1;
    while (positions(window, length, rows) < positions) {
      length++;
    }
    if (positions(window, length, rows) != positions) {
      throw new IllegalArgumentException(
          "padding %s leaves nothing of %d positions".formatted(conv.padding(), positions));
    }
    return length;
  }

  /** Positions along one side; 0 if the window does not fit. */
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

  /** Parameters of the convolution as text a factor: filters, channels a group, rows, columns. */
  public List<Integer> weightDims() {
    return layer.parameters(input).stream()
        .filter(parameter -> parameter.role() == Parameter.Role.WEIGHT)
        .findFirst()
        .map(Parameter::dims)
        .orElse(List.of());
  }
}
