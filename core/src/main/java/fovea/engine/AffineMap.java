package fovea.engine;

import static fovea.nn.Layers.linear;

import fovea.nn.Network;
import fovea.nn.Shape;
import java.nio.FloatBuffer;

/**
 * Computes the affine map {@code W x + b} for a fixed number of vectors at a time, as a linear
 * layer.
 */
public final class AffineMap implements AutoCloseable {

  private final Model model;
  private final Program program;

  /**
   * Creates a map.
   *
   * @param weights the matrix {@code W}, outputs x inputs, row-major
   * @param bias the vector {@code b}, one element per output
   * @param rows number of vectors mapped at a time
   */
  public AffineMap(Engine engine, float[] weights, float[] bias, int rows) {
    int inputs = weights.length / bias.length;
    model =
        engine.evaluator(
            Network.of("map", linear(bias.length)), Shape.vector(inputs), Precision.F32);
    try {
      write(0, weights);
      write(1, bias);
      program = model.evaluation(rows);
      program.freeze();
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private void write(int number, float[] values) {
    Variable variable = model.variables().get(number);
    variable.write(values, variable.values());
  }

  /** The buffer for the vectors to map, rows x inputs. */
  public FloatBuffer input() {
    return program.input();
  }

  /** The mapped vectors, rows x outputs, valid after {@link #run}. */
  public FloatBuffer output() {
    return program.output();
  }

  /** Maps all vectors of {@link #input} to {@link #output}. */
  public void run() {
    program.forward(0);
  }

  @Override
  public void close() {
    model.close();
  }
}
