package fovea.engine.reference;

import fovea.engine.ParameterSource;
import fovea.nn.Parameter;
import java.nio.FloatBuffer;

/** The numbers of one parameter while a network runs, row-major, and the loss's gradient. */
final class Weights {

  /** Numbers that are read at a time. */
  private static final int PIECE = 1 << 16;

  private final double[] values;
  private final double[] gradient;

  Weights(int elements) {
    this(elements, elements);
  }

  private Weights(int elements, int gradients) {
    values = new double[elements];
    gradient = new double[gradients];
  }

  /** Fixed weights, which have no gradient. */
  static Weights read(Parameter parameter, ParameterSource source) {
    Weights weights = new Weights(parameter.elements(), 0);
    FloatBuffer piece = FloatBuffer.allocate(PIECE);
    for (int start = 0; start < weights.values.length; start += PIECE) {
      piece.clear().limit(Math.min(PIECE, weights.values.length - start));
      source.read(parameter, start, piece);
      for (int i = 0; i < piece.limit(); i++) {
        weights.values[start + i] = piece.get(i);
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
}
