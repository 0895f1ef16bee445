package fovea.lab.understand;

import fovea.nn.Conv2d;
import fovea.nn.Linear;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.util.List;

/**
 * What a transposed convolution does to sizes and numbers. Its weights and its cost are those of
 * the convolution that leads back: the same numbers, used the other way round.
 *
 * @param back the convolution that leads back, from the output to the input
 * @param input the shape of an image in front of the transposed convolution
 * @param output the shape behind it
 */
public record TransposedArithmetic(Conv2d back, Shape input, Shape output) {

  /**
   * The arithmetic of a transposed convolution.
   *
   * @param conv kernel, stride, padding, dilation and groups; its filters are the channels of the
   *     output
   * @param more rows and columns of output padding
   * @throws IllegalArgumentException if nothing would be left, or groups do not divide channels
   */
  public static TransposedArithmetic of(Conv2d conv, Shape input, Size more) {
    Conv2d back =
        new Conv2d(
            input.channels(),
            conv.kernel(),
            conv.stride(),
            conv.padding(),
            conv.dilation(),
            conv.groups(),
            false);
    return new TransposedArithmetic(back, input, LayerArithmetic.transposed(conv, input, more));
  }

  /** Channels of the input, filters a group, rows and columns of a filter. */
  public List<Integer> weightDims() {
    return weight().dims();
  }

  private Parameter weight() {
    return back.parameters(output).get(0);
  }

  /** Weights that it learns. */
  public long weights() {
    return weight().elements();
  }

  /** Biases that it learns. */
  public long biases() {
    return output.channels();
  }

  /** Multiply-adds of one image, those included that fall into the padding. */
  public long multiplyAdds() {
    return back.multiplyAdds(output);
  }

  /** Weights of a fully connected layer that gives as many numbers from as many. */
  public long fullyConnectedWeights() {
    return new Linear(output.elements(), true).multiplyAdds(Shape.vector(input.elements()));
  }

  /** Its biases. */
  public long fullyConnectedBiases() {
    return output.elements();
  }

  /** How many times as many numbers the fully connected layer learns. */
  public double ratio() {
    return (double) (fullyConnectedWeights() + fullyConnectedBiases()) / (weights() + biases());
  }
}
