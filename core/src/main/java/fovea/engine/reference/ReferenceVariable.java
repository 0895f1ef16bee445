package fovea.engine.reference;

import fovea.engine.Variable;
import fovea.nn.Parameter;
import java.nio.FloatBuffer;

/**
 * The values and gradient of a parameter, as row-major 32-bit floats, and the 64-bit weights that
 * programs compute with.
 */
final class ReferenceVariable implements Variable {

  private final Parameter parameter;
  private final FloatBuffer values;
  private final FloatBuffer gradient;
  private final Weights weights;

  /**
   * @param trains whether there is a gradient if the parameter is learned
   */
  ReferenceVariable(Parameter parameter, boolean trains) {
    this.parameter = parameter;
    this.values = allocate();
    boolean hasGradient = trains && parameter.learned();
    this.gradient = hasGradient ? allocate() : FloatBuffer.allocate(0);
    this.weights = new Weights(parameter.elements(), hasGradient);
  }

  /** The weights that programs compute with. */
  Weights weights() {
    return weights;
  }

  /** Copies the master values to the weights. */
  void load() {
    for (int i = 0; i < values.capacity(); i++) {
      weights.values()[i] = values.get(i);
    }
  }

  /** Copies running statistics, which a forward pass in training updates, to the master values. */
  void storeStatistics() {
    if (!parameter.role().learned()) {
      copy(weights.values(), values);
    }
  }

  /** Copies the gradient computed by a backward pass to the gradient buffer. */
  void storeGradient() {
    copy(weights.gradient(), gradient);
  }

  private static void copy(double[] from, FloatBuffer to) {
    for (int i = 0; i < to.capacity(); i++) {
      to.put(i, (float) from[i]);
    }
  }

  @Override
  public Parameter parameter() {
    return parameter;
  }

  @Override
  public FloatBuffer values() {
    return values;
  }

  @Override
  public FloatBuffer gradient() {
    return gradient;
  }

  @Override
  public FloatBuffer allocate() {
    return FloatBuffer.allocate(parameter.elements());
  }

  @Override
  public float[] read(FloatBuffer buffer) {
    float[] read = new float[buffer.capacity()];
    buffer.get(0, read);
    return read;
  }

  @Override
  public void write(float[] values, FloatBuffer buffer) {
    if (values.length != parameter.elements()) {
      throw new IllegalArgumentException(
          "values are %s: %s has %s"
              .formatted(values.length, parameter.name(), parameter.elements()));
    }
    buffer.put(0, values);
  }
}
