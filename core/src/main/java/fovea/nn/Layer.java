package fovea.nn;

import java.util.List;
import java.util.Optional;

/**
 * What one layer does, apart from the numbers that it learns: an immutable value that answers for
 * shapes, parameters and cost. Layers mean what the PyTorch modules of the same names mean.
 */
public sealed interface Layer
    permits AvgPool2d,
        BatchNorm2d,
        Conv2d,
        Dropout,
        Flatten,
        GELU,
        GlobalAvgPool2d,
        Linear,
        MaxPool2d,
        ReLU,
        Residual,
        Softmax {

  /**
   * The shape that one image has behind this layer.
   *
   * @param input its shape in front of the layer
   * @throws IllegalArgumentException if the layer cannot take such an input; the message says why
   */
  Shape output(Shape input);

  /** The parameters that the layer owns for such an input, in PyTorch's order. */
  default List<Parameter> parameters(Shape input) {
    return List.of();
  }

  /**
   * Multiplications followed by an addition that one image costs: convolutions and linear layers
   * count, element-wise work, pooling and biases do not.
   */
  default long multiplyAdds(Shape input) {
    return 0;
  }

  /** The window that it slides over feature maps, if it does. */
  default Optional<Window> window() {
    return Optional.empty();
  }

  /** What one output of this layer sees of the network's input, given what its inputs see. */
  default ReceptiveField receptiveField(ReceptiveField before, Shape input) {
    return before;
  }

  /** The name of the kind of layer, as PyTorch calls it. */
  default String type() {
    return getClass().getSimpleName();
  }
}
