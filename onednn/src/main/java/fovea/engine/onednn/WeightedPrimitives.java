package fovea.engine.onednn;

import org.bytedeco.dnnl.primitive_attr;

/** The three primitives of a layer with weights, and the dimensions of its weights. */
interface WeightedPrimitives {

  /**
   * Dimensions of the weights as the primitives take them; in row-major order the values are in
   * PyTorch's order.
   */
  long[] weightDims();

  /** The forward pass, with the attributes' post-ops. Must be called before the others. */
  Primitive forward(primitive_attr attributes);

  /** The gradient of the input. */
  Primitive backwardData(primitive_attr attributes);

  /** The gradients of weights and bias, in 32-bit floats. */
  Primitive backwardWeights(primitive_attr attributes);

  /**
   * How the gradients of weights and bias are computed. The forward pass must have been asked for.
   */
  default WeightGradients weightGradients(primitive_attr attributes) {
    return new PrimitiveGradients(backwardWeights(attributes));
  }
}
