package fovea.nn;

import java.util.List;
import java.util.Optional;

/**
 * A layer of a network, as an immutable value without weights: its hyperparameters, from which
 * output shape, parameters and cost follow. Layers behave as the PyTorch modules of the same names.
 */
public sealed interface Layer
    permits AvgPool2d,
        BatchNorm2d,
        Conv2d,
        Dropout,
        Flatten,
        GELU,
        GlobalAvgPool2d,
        LayerNorm2d,
        LayerScale,
        Linear,
        MaxPool2d,
        ReLU,
        ReLU6,
        Residual,
        Scale,
        Softmax {

  /**
   * The shape of the layer's output for one image.
   *
   * @param input the shape of its input
   * @throws IllegalArgumentException if the layer does not accept such an input; the message says
   *     why
   */
  Shape output(Shape input);

  /** The layer's parameters for an input of this shape, in PyTorch's order. */
  default List<Parameter> parameters(Shape input) {
    return List.of();
  }

  /**
   * Multiply-add operations for one image, of convolutions and linear layers only: biases, pooling
   * and element-wise operations are not counted.
   */
  default long multiplyAdds(Shape input) {
    return 0;
  }

  /** The window that the layer slides over feature maps; empty for other kinds of layers. */
  default Optional<Window> window() {
    return Optional.empty();
  }

  /**
   * The receptive field of the layer's outputs in the network's input.
   *
   * @param before the receptive field of the layer's inputs
   * @param input the shape of the layer's input
   */
  default ReceptiveField receptiveField(ReceptiveField before, Shape input) {
    return before;
  }

  /** The layer's type, by its name in PyTorch. */
  default String type() {
    return getClass().getSimpleName();
  }
}
