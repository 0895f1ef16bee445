package fovea.engine;

import fovea.nn.Parameter;
import java.nio.FloatBuffer;

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

  /** Gives back what it is read from. */
  @Override
  void close();
}
