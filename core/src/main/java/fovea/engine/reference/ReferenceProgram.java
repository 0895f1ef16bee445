package fovea.engine.reference;

import fovea.engine.Mode;
import fovea.engine.Programs;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.nio.FloatBuffer;
import java.util.List;

/** Runs a network's operations between the buffers of the contract. */
final class ReferenceProgram implements Programs.Compiled {

  private final int batch;
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
  private boolean closed;

  /**
   * @param singlePrecision whether to keep activations and gradients as 32-bit floats
   * @param variables what the weights are taken from before each pass; none if they are fixed
   * @param weights of every parameter, in the order of the network's parameters
   */
  ReferenceProgram(
      Network network,
      Shape shape,
      int batch,
      Mode mode,
      boolean singlePrecision,
      List<ReferenceVariable> variables,
      List<Weights> weights) {
    OperationBuilder builder = new OperationBuilder(batch, mode, singlePrecision, weights);
    int inputs = builder.elements(shape);
    int outputs = builder.elements(network.output(shape));
    this.batch = batch;
    this.mode = mode;
    this.variables = variables;
    this.operation = builder.sequential(network.layers(), shape);
    this.input = FloatBuffer.allocate(inputs);
    this.output = FloatBuffer.allocate(outputs);
    this.outputGradient = FloatBuffer.allocate(mode.goesBackward() ? outputs : 0);
    this.x = new double[inputs];
    this.y = new double[outputs];
    this.dy = new double[mode.goesBackward() ? outputs : 0];
    this.dx = new double[mode.goesBackward() ? inputs : 0];
    this.inputGradient = FloatBuffer.allocate(mode.attributes() ? inputs : 0);
  }

  @Override
  public Mode mode() {
    return mode;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public FloatBuffer input() {
    requireOpen();
    return input;
  }

  @Override
  public FloatBuffer output() {
    requireOpen();
    return output;
  }

  @Override
  public void forward(long key) {
    requireOpen();
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
  public FloatBuffer outputGradient() {
    requireOpen();
    return outputGradient;
  }

  @Override
  public void backward() {
    requireOpen();
    if (!mode.goesBackward()) {
      throw new IllegalStateException("an evaluation program has no backward pass");
    }
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

  @Override
  public FloatBuffer inputGradient() {
    requireOpen();
    if (!mode.attributes()) {
      throw new IllegalStateException("only an attribution program has a gradient of its input");
    }
    return inputGradient;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the program is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
