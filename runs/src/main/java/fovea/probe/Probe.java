package fovea.probe;

import fovea.engine.Engine;
import fovea.engine.Model;
import fovea.engine.Precision;
import fovea.engine.Program;
import fovea.engine.Variable;
import fovea.nn.Network;
import fovea.nn.Shape;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs a part of a network, or another form of it, with the parameters of a model of the whole
 * network: the network up to a layer, or its fully convolutional form. Computes in f32, in
 * evaluation mode.
 */
public final class Probe implements AutoCloseable {

  private final Model part;
  private final Model whole;

  private Probe(Model part, Model whole) {
    this.part = part;
    this.whole = whole;
  }

  /**
   * Makes a probe.
   *
   * @param network whose parameters the whole has, with the same names and as many numbers
   * @param input the shape of what is put into it
   * @param batch the usual batch size
   * @param whole where parameters come from; not closed with the probe
   * @throws IllegalArgumentException if the network cannot take such an input, or the whole lacks a
   *     parameter
   */
  public static Probe of(Engine engine, Network network, Shape input, int batch, Model whole) {
    Probe probe = new Probe(engine.evaluator(network, input, Precision.F32), whole);
    try {
      probe.refresh();
    } catch (IllegalArgumentException e) {
      probe.close();
      throw e;
    }
    return probe;
  }

  /** Takes the values over that the whole has now. */
  public void refresh() {
    Map<String, Variable> sources =
        whole.variables().stream()
            .collect(
                Collectors.toMap(variable -> variable.parameter().name(), Function.identity()));
    for (Variable target : part.variables()) {
      Variable source = sources.get(target.parameter().name());
      if (source == null) {
        throw new IllegalArgumentException(
            "the network has no parameter " + target.parameter().name());
      }
      target.write(source.read(source.values()), target.values());
    }
  }

  /** The shape of what it gives for one image. */
  public Shape output() {
    return part.output();
  }

  /**
   * Its results.
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
   * The gradient of a weighted sum of the results with respect to the images.
   *
   * @param images N x C x H x W, row-major
   * @param weights of the results, N x outputs
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
