package fovea.probe;

import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.nio.FloatBuffer;

/**
 * Runs a part or a variant of a network with the parameters of a model of the whole network: the
 * network up to a layer, or its fully convolutional form. It computes in f32, in evaluation mode.
 */
public final class Probe implements AutoCloseable {

  private final Model part;
  private final Model whole;

  private Probe(Model part, Model whole) {
    this.part = part;
    this.whole = whole;
  }

  /**
   * Creates a probe with a copy of the whole model's parameters.
   *
   * @param network the network to run; each of its parameters has the name and the number of
   *     elements of a parameter of the whole model
   * @param input the input shape of one image
   * @param whole the source of the parameters, which remains open when the probe is closed
   * @throws IllegalArgumentException if the network does not accept the input shape, or the whole
   *     model lacks a parameter
   */
  public static Probe of(Engine engine, Network network, Shape input, Model whole) {
    Probe probe = new Probe(engine.evaluator(network, input, Precision.F32), whole);
    try {
      probe.refresh();
    } catch (IllegalArgumentException e) {
      probe.close();
      throw e;
    }
    return probe;
  }

  /** Copies the current parameters of the whole model. */
  public void refresh() {
    part.copyParameters(whole);
  }

  /** The output shape of one image. */
  public Shape output() {
    return part.output();
  }

  /**
   * Computes the outputs for a batch.
   *
   * @param images N x C x H x W, row-major
   * @param count N
   * @return N x outputs, row-major
   */
  public float[] forward(FloatBuffer images, int count) {
    Program program = part.evaluation(count);
    program.forward(images, 0);
    return read(program.output());
  }

  /**
   * Computes the gradient of a weighted sum of the outputs with respect to the images.
   *
   * @param images N x C x H x W, row-major
   * @param weights the weights of the outputs, N x outputs, row-major
   * @param count N
   * @return N x C x H x W, row-major
   */
  public float[] gradient(FloatBuffer images, float[] weights, int count) {
    Program program = part.attribution(count);
    program.forward(images, 0);
    program.outputGradient().put(0, weights);
    program.backward();
    return read(program.inputGradient());
  }

  private static float[] read(FloatBuffer buffer) {
    float[] values = new float[buffer.capacity()];
    buffer.get(0, values);
    return values;
  }

  @Override
  public void close() {
    part.close();
  }
}
