package fovea.engine.onednn;

import java.util.Optional;

/** A layer, or several fused layers, whose forward pass has been compiled to instructions. */
interface Stage {

  /** The result of the forward pass. */
  Tensor output();

  /** Whether it has trainable parameters. */
  default boolean trainable() {
    return false;
  }

  /**
   * Emits the instructions of the backward pass.
   *
   * @param gradient the gradient of the loss with respect to the output, in any layout
   * @param inputGradientNeeded whether the gradient with respect to the input is needed
   * @return the gradient with respect to the input; empty if it is not needed
   */
  Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded);
}
