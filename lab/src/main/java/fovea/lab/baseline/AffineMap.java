package fovea.lab.baseline;

import static fovea.nn.Layers.linear;

import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.nio.FloatBuffer;

/**
 * The affine map {@code W x + b} of many rows at a time, computed by the engine as a linear layer.
 */
final class AffineMap implements AutoCloseable {

  private final Model model;
  private final Program program;
  private final int inputs;
  private final int outputs;

  /**
   * @param weights the matrix {@code W}, outputs x inputs
   * @param bias the vector {@code b}, one element per output
   * @param rows number of rows mapped at a time
   */
  AffineMap(Engine engine, float[][] weights, float[] bias, int rows) {
    inputs = weights[0].length;
    outputs = weights.length;
    model =
        engine.compile(
            Network.of("map", linear(outputs)), Shape.vector(inputs), rows, Precision.F32);
    float[] flat = new float[outputs * inputs];
    for (int row = 0; row < outputs; row++) {
      System.arraycopy(weights[row], 0, flat, row * inputs, inputs);
    }
    write(0, flat);
    write(1, bias);
    program = model.evaluation(rows);
  }

  private void write(int number, float[] values) {
    Variable variable = model.variables().get(number);
    variable.write(values, variable.values());
  }

  /** The buffer for the rows to map, rows x inputs. */
  FloatBuffer input() {
    return program.input();
  }

  /** The mapped rows, rows x outputs, valid after {@link #run}. */
  FloatBuffer output() {
    return program.output();
  }

  int outputs() {
    return outputs;
  }

  /** Maps all rows of {@link #input} to {@link #output}. */
  void run() {
    program.forward(0);
  }

  /**
   * The map whose largest output belongs to the point nearest to {@code x}, since {@code |x - c|^2
   * = |x|^2 - 2 (c x - |c|^2 / 2)}.
   */
  static AffineMap nearest(Engine engine, float[][] points, int rows) {
    return new AffineMap(engine, points, negativeHalfSquares(points), rows);
  }

  /** The biases of {@link #nearest}: {@code -|c|^2 / 2} for each point. */
  static float[] negativeHalfSquares(float[][] points) {
    float[] result = new float[points.length];
    for (int i = 0; i < points.length; i++) {
      double sum = 0;
      for (float value : points[i]) {
        sum += (double) value * value;
      }
      result[i] = (float) (-sum / 2);
    }
    return result;
  }

  @Override
  public void close() {
    model.close();
  }
}
