package fovea.engine;

import fovea.nn.Parameter;
import java.nio.FloatBuffer;

/**
 * A parameter's live values and gradient. The buffers hold the elements in the engine's own order,
 * which may also have padding that is zero and whose gradient is zero: arithmetic element by
 * element is right in any order, and {@link #read} and {@link #write} give the order of the
 * parameter's shape. Access buffers by index; position and limit are not to be changed.
 */
public interface Variable {

  Parameter parameter();

  /** The master values, in the engine's order. */
  FloatBuffer values();

  /**
   * The gradient of the loss, in the same order; each backward pass overwrites it. Empty for
   * running statistics, and in a model that never trains.
   */
  FloatBuffer gradient();

  /** A new buffer of the same order, all zero: for what an optimiser remembers. */
  FloatBuffer allocate();

  /** Copies a buffer of the engine's order (values, gradient or an allocated one) to row-major. */
  float[] read(FloatBuffer buffer);

  /**
   * Copies row-major values to a buffer of the engine's order.
   *
   * @throws IllegalArgumentException if the number of values is not the parameter's
   */
  void write(float[] values, FloatBuffer buffer);
}
