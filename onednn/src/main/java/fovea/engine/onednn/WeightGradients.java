package fovea.engine.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.memory;

/** How the gradients of weights and bias are computed from a layer's input and output gradient. */
interface WeightGradients {

  /** The layout in which the input is read. */
  memory.desc source();

  /** The layout in which the gradient of the output is read. */
  memory.desc outputGradient();

  /** The layout of the weights' gradient, which is of 32-bit floats. */
  memory.desc weights();

  /**
   * Emits the computation.
   *
   * @param context the layer
   * @param weights where the weights' gradient is computed
   * @param bias where that of the bias is, if there is one
   */
  void emit(
      LayerContext context,
      Tensor source,
      Tensor outputGradient,
      Tensor weights,
      Optional<Tensor> bias);
}
