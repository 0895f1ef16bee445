package fovea.engine;

import fovea.nn.Parameter;
import java.nio.FloatBuffer;

/**
 * A parameter's values and gradient in a model. Buffers hold the elements in the engine's own
 * order, possibly with padding whose values and gradients are zero. Element-wise arithmetic works
 * in any order; {@link #read} and {@link #write} convert from and to row-major order. Access
 * buffers by index; do not change position or limit.
 */
public interface Variable {

  Parameter parameter();

  /** The master values, in the engine's order. */
  FloatBuffer values();

  /**
   * The gradient of the loss, in the same order; each backward pass overwrites it. Empty for
   * running statistics, for frozen parameters, and in models for evaluation only.
   */
  FloatBuffer gradient();

  /** Whether it has a gradient, and so is updated by optimisers. */
  default boolean trained() {
    return gradient().capacity() > 0;
  }

  /** Allocates a zeroed buffer of the same order, for optimiser state. */
  FloatBuffer allocate();

  /**
   * Converts a buffer in the engine's order (values, gradient or an allocated one) to row-major
   * order.
   */
  float[] read(FloatBuffer buffer);

  /**
   * Converts row-major values to the engine's order.
   *
   * @throws IllegalArgumentException if the number of values is not that of the parameter
   */
  void write(float[] values, FloatBuffer buffer);
}
