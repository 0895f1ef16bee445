package fovea.engine;

import fovea.nn.Parameter;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * Supplies the values of a network's parameters in parts, so that a large parameter never has to be
 * in memory as a whole. It is read by one thread at a time.
 */
public interface ParameterSource extends AutoCloseable {

  /**
   * Reads a range of a parameter's values.
   *
   * @param parameter one of the network's parameters
   * @param offset the index of the first value, in row-major order
   * @param target filled from its position to its limit
   * @throws java.io.UncheckedIOException if reading fails
   */
  void read(Parameter parameter, long offset, FloatBuffer target);

  /**
   * A source of values in memory.
   *
   * @param values the row-major values by parameter name
   */
  static ParameterSource of(Map<String, float[]> values) {
    return new ParameterSource() {
      @Override
      public void read(Parameter parameter, long offset, FloatBuffer target) {
        target.put(values.get(parameter.name()), Math.toIntExact(offset), target.remaining());
      }

      @Override
      public void close() {
        // Arrays need no closing.
      }
    };
  }

  /** Releases the underlying resource. */
  @Override
  void close();
}
