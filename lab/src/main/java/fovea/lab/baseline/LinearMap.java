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

/** An affine map of many rows, {@code W x + b}, done by the engine: it is a linear layer. */
final class LinearMap implements AutoCloseable {

  private final Model model;
  private final Program program;
  private final int inputs;
  private final int outputs;

  /**
   * @param weights outputs x inputs
   * @param bias a number an output
   * @param rows how many rows are mapped at a time
   */
  LinearMap(Engine engine, float[][] weights, float[] bias, int rows) {
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

  /** What is to be mapped, rows x inputs. */
  FloatBuffer input() {
    return program.input();
  }

  /** What it becomes, rows x outputs. */
  FloatBuffer output() {
    return program.output();
  }

  int outputs() {
    return outputs;
  }

  /** Maps all rows. */
  void run() {
    program.forward(0);
  }

  /**
   * The map with which the nearest of some points is the highest output: as {@code |x - c|^2 =
   * |x|^2 - 2 (c x - |c|^2 / 2)}.
   */
  static LinearMap nearest(Engine engine, float[][] points, int rows) {
    return new LinearMap(engine, points, halfSquares(points), rows);
  }

  /** Minus half of the square of each point's length. */
  static float[] halfSquares(float[][] points) {
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
