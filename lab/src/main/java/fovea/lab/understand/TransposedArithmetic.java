package fovea.lab.understand;

import fovea.nn.Conv2d;
import fovea.nn.Linear;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.util.List;

/**
 * The arithmetic of a transposed convolution. It has the weights and the cost of the convolution of
 * which it is the transpose.
 *
 * @param convolution the convolution that maps the output shape to the input shape
 * @param input the input shape of the transposed convolution
 * @param output its output shape
 */
public record TransposedArithmetic(Conv2d convolution, Shape input, Shape output) {

  /**
   * Computes the arithmetic of a transposed convolution.
   *
   * @param conv kernel, stride, padding, dilation and groups; its filters are the output channels
   * @param outputPadding rows and columns to add to the output
   * @throws IllegalArgumentException if there is no output, or the groups do not divide the
   *     channels
   */
  public static TransposedArithmetic of(Conv2d conv, Shape input, Size outputPadding) {
    Conv2d convolution =
        new Conv2d(
            input.channels(),
            conv.kernel(),
            conv.stride(),
            conv.padding(),
            conv.dilation(),
            conv.groups(),
            false);
    return new TransposedArithmetic(
        convolution, input, LayerArithmetic.transposed(conv, input, outputPadding));
  }

  /** The dimensions of the weights: input channels, filters per group, rows, columns. */
  public List<Integer> weightDims() {
    return weight().dims();
  }

  private Parameter weight() {
    return convolution.parameters(output).get(0);
  }

  /** Number of learned weights. */
  public long weights() {
    return weight().elements();
  }

  /** Number of learned biases. */
  public long biases() {
    return output.channels();
  }

  /** Multiply-adds per image, including those that fall into the padding. */
  public long multiplyAdds() {
    return convolution.multiplyAdds(output);
  }

  /** Number of weights of a fully connected layer with as many inputs and outputs. */
  public long fullyConnectedWeights() {
    return new Linear(output.elements(), true).multiplyAdds(Shape.vector(input.elements()));
  }

  /** Number of biases of that fully connected layer. */
  public long fullyConnectedBiases() {
    return output.elements();
  }

  /** The number of parameters of the fully connected layer divided by that of this layer. */
  public double ratio() {
    return (double) (fullyConnectedWeights() + fullyConnectedBiases()) / (weights() + biases());
  }
}
