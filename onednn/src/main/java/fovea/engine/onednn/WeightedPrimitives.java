package fovea.engine.onednn;

import org.bytedeco.dnnl.primitive_attr;

/** The three primitives of a layer with weights, and how its weights look. */
interface WeightedPrimitives {

  /** Dimensions of the weights as the primitives take them; row-major they are PyTorch's. */
  long[] weightDims();

  /** The forward pass, with what the attributes append to it. Called before the others. */
  Primitive forward(primitive_attr attributes);

  /** The gradient of the input. */
  Primitive backwardData(primitive_attr attributes);

  /** The gradients of weights and bias, in 32-bit floats. */
  Primitive backwardWeights(primitive_attr attributes);
}
