package fovea.engine.reference;

import fovea.engine.ParameterSource;
import fovea.nn.Parameter;
import java.nio.FloatBuffer;

/**
 * The values of one parameter and the gradient of the loss with respect to them, as row-major
 * 64-bit floats.
 */
final class Weights {

  /** Number of values read at a time. */
  private static final int CHUNK = 1 << 16;

  private final double[] values;
  private final double[] gradient;
  private final boolean trained;

  /**
   * @param trained whether the gradient is of use to anybody
   */
  Weights(int elements, boolean trained) {
    this(elements, elements, trained);
  }

  private Weights(int elements, int gradients, boolean trained) {
    values = new double[elements];
    gradient = new double[gradients];
    this.trained = trained;
  }

  /** Reads fixed weights, which have no gradient. */
  static Weights read(Parameter parameter, ParameterSource source) {
    Weights weights = new Weights(parameter.elements(), 0, false);
    FloatBuffer chunk = FloatBuffer.allocate(CHUNK);
    for (int start = 0; start < weights.values.length; start += CHUNK) {
      chunk.clear().limit(Math.min(CHUNK, weights.values.length - start));
      source.read(parameter, start, chunk);
      for (int i = 0; i < chunk.limit(); i++) {
        weights.values[start + i] = chunk.get(i);
      }
    }
    return weights;
  }

  double[] values() {
    return values;
  }

  double[] gradient() {
    return gradient;
  }

  /** Whether the weights are trained: neither frozen nor running statistics. */
  boolean trained() {
    return trained;
  }
}
