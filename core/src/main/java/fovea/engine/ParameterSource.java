package fovea.engine;

import fovea.nn.Parameter;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * Where the values of a network's parameters come from, piece by piece, so that a large one never
 * has to be in memory as a whole. One thread at a time reads it.
 */
public interface ParameterSource extends AutoCloseable {

  /**
   * Reads some of a parameter's values.
   *
   * @param parameter one of the network's parameters
   * @param offset the first value, in the row-major order of the parameter's shape
   * @param target filled from its position to its limit; its position is then the limit
   * @throws java.io.UncheckedIOException if reading fails
   */
  void read(Parameter parameter, long offset, FloatBuffer target);

  /**
   * Values that are in memory.
   *
   * @param values by the parameter's name, each row-major
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

  /** Gives back what it is read from. */
  @Override
  void close();
}
