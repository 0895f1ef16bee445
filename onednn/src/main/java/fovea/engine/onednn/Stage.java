package fovea.engine.onednn;

import java.util.Optional;

/** A layer, or several fused ones, whose forward pass has been lowered to steps. */
interface Stage {

  /** What it computes. */
  Tensor output();

  /** Whether it has parameters that learn. */
  default boolean learns() {
    return false;
  }

  /**
   * Emits the steps of its backward pass. The stage owns the gradient that it is given: it releases
   * it, overwrites it (if its block is exclusive) or passes it on.
   *
   * @param gradient the gradient of the loss with respect to the output, in any layout
   * @param wanted whether the gradient with respect to the input is needed
   * @return that gradient; empty if it is not wanted
   */
  Optional<Tensor> backward(Tensor gradient, boolean wanted);
}
