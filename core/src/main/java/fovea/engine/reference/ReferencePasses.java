package fovea.engine.reference;

import fovea.engine.Mode;
import fovea.engine.Passes;
import fovea.engine.Peers;
import fovea.engine.Program;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * The forward and backward pass of a program: converts the program's float buffers to 64-bit
 * arrays, runs the network's operations on them, and converts the results back.
 */
final class ReferencePasses implements Passes {

  private final Mode mode;
  private final List<ReferenceVariable> variables;
  private final Operation operation;
  private final FloatBuffer input;
  private final FloatBuffer output;
  private final FloatBuffer outputGradient;
  private final FloatBuffer inputGradient;
  private final double[] x;
  private final double[] y;
  private final double[] dy;
  private final double[] dx;
  private boolean forwarded;

  /**
   * @param singlePrecision whether to round activations and gradients to 32-bit floats
   * @param variables the variables whose values are copied to the weights before each forward pass;
   *     none if the weights are fixed
   * @param weights the weights of every parameter, in the order of the network's parameters
   * @param peers the processes over which training takes the statistics of batch normalisations
   */
  ReferencePasses(
      Network network,
      Shape shape,
      int batch,
      Mode mode,
      boolean singlePrecision,
      List<ReferenceVariable> variables,
      List<Weights> weights,
      Peers peers) {
    OperationBuilder builder = new OperationBuilder(batch, mode, singlePrecision, weights, peers);
    int inputs = builder.elements(shape);
    int outputs = builder.elements(network.output(shape));
    this.mode = mode;
    this.variables = variables;
    this.operation = builder.network(network.layers(), shape);
    this.input = FloatBuffer.allocate(inputs);
    this.output = FloatBuffer.allocate(outputs);
    this.outputGradient = FloatBuffer.allocate(mode.hasBackward() ? outputs : 0);
    this.x = new double[inputs];
    this.y = new double[outputs];
    this.dy = new double[mode.hasBackward() ? outputs : 0];
    this.dx = new double[mode.hasBackward() ? inputs : 0];
    this.inputGradient = FloatBuffer.allocate(mode.hasInputGradient() ? inputs : 0);
  }

  @Override
  public void forward(long key) {
    variables.forEach(ReferenceVariable::load);
    for (int e = 0; e < x.length; e++) {
      x[e] = input.get(e);
    }
    operation.forward(x, y, key);
    forwarded = true;
    for (int e = 0; e < y.length; e++) {
      output.put(e, (float) y[e]);
    }
    if (mode.trains()) {
      variables.forEach(ReferenceVariable::storeStatistics);
    }
  }

  @Override
  public void backward() {
    if (!forwarded) {
      throw new IllegalStateException("a backward pass needs a forward pass before it");
    }
    for (int e = 0; e < dy.length; e++) {
      dy[e] = outputGradient.get(e);
    }
    operation.backward(x, y, dy, dx);
    if (mode.trains()) {
      variables.forEach(ReferenceVariable::storeGradient);
    }
    for (int e = 0; e < inputGradient.capacity(); e++) {
      inputGradient.put(e, (float) dx[e]);
    }
  }

  /** Creates the program that runs these passes. */
  Program program(int batch) {
    return new Program(mode, batch, input, output, outputGradient, inputGradient, this);
  }

  /** Does nothing: all memory is garbage-collected. */
  @Override
  public void close() {}
}
