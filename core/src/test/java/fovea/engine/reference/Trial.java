package fovea.engine.reference;

import fovea.engine.Mode;
import fovea.engine.Peers;
import fovea.nn.CounterBasedRandom;
import fovea.nn.Initialization;
import fovea.nn.Layer;
import fovea.nn.Network;
import fovea.nn.Parameter;
import fovea.nn.Shape;
import java.util.Arrays;
import java.util.List;

/** A network at work in doubles, open where the engine's contract has floats. */
final class Trial {

  private final List<Parameter> parameters;
  private final List<Weights> weights;
  private final Operation operation;
  private final double[] x;
  private final double[] y;
  private final double[] dy;
  private final double[] dx;

  private Trial(Network network, Shape input, int batch, Mode mode) {
    parameters = network.parameters(input);
    weights = parameters.stream().map(each -> new Weights(each.elements(), true)).toList();
    OperationBuilder builder = new OperationBuilder(batch, mode, false, weights, Peers.NONE);
    operation = builder.sequential(network.layers(), input);
    x = new double[builder.elements(input)];
    y = new double[builder.elements(network.output(input))];
    dy = new double[y.length];
    dx = new double[x.length];
  }

  /** A network in training, with every array zero. */
  static Trial of(Network network, Shape input, int batch) {
    return of(network, input, batch, Mode.TRAINING);
  }

  /** With every array zero. */
  static Trial of(Network network, Shape input, int batch, Mode mode) {
    return new Trial(network, input, batch, mode);
  }

  /** A layer in training, with every array zero. */
  static Trial of(Layer layer, Shape input, int batch) {
    return of(Network.of("trial", layer), input, batch);
  }

  /** Fills input, parameters and the output's gradient with numbers from -1 to 1. */
  Trial random(long seed) {
    fill(x, CounterBasedRandom.subkey(seed, 0));
    fill(dy, CounterBasedRandom.subkey(seed, 1));
    for (int i = 0; i < weights.size(); i++) {
      fill(weights.get(i).values(), CounterBasedRandom.subkey(seed, i + 2));
    }
    return this;
  }

  /** Makes the running variances positive, as variances are. */
  Trial withVariances() {
    for (int i = 0; i < weights.size(); i++) {
      if (parameters.get(i).role() == Parameter.Role.RUNNING_VARIANCE) {
        double[] values = weights.get(i).values();
        Arrays.setAll(values, e -> 0.5 + Math.abs(values[e]));
      }
    }
    return this;
  }

  /** Fills parameters as training starts, input and the output's gradient as {@link #random}. */
  Trial initialized(long seed) {
    random(seed);
    for (int i = 0; i < weights.size(); i++) {
      float[] first = Initialization.PYTORCH.values(parameters.get(i), seed);
      for (int e = 0; e < first.length; e++) {
        weights.get(i).values()[e] = first[e];
      }
    }
    return this;
  }

  private static void fill(double[] values, long key) {
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * CounterBasedRandom.uniform(key, i) - 1;
    }
  }

  void forward() {
    operation.forward(x, y, 7);
  }

  void backward() {
    operation.backward(x, y, dy, dx);
  }

  /** A loss whose gradient with respect to the output is dy. */
  double loss() {
    forward();
    double loss = 0;
    for (int i = 0; i < y.length; i++) {
      loss += dy[i] * y[i];
    }
    return loss;
  }

  /** One step of plain gradient descent. */
  void step(double learningRate) {
    forward();
    backward();
    for (int i = 0; i < weights.size(); i++) {
      if (parameters.get(i).learned()) {
        double[] values = weights.get(i).values();
        for (int e = 0; e < values.length; e++) {
          values[e] -= learningRate * weights.get(i).gradient()[e];
        }
      }
    }
  }

  List<Parameter> parameters() {
    return parameters;
  }

  Weights weights(Parameter parameter) {
    return weights.get(parameters.indexOf(parameter));
  }

  /** The weights of the parameter whose name ends so. */
  Weights weights(String suffix) {
    return weights(
        parameters.stream().filter(each -> each.name().endsWith(suffix)).findFirst().orElseThrow());
  }

  double[] x() {
    return x;
  }

  double[] y() {
    return y;
  }

  double[] dy() {
    return dy;
  }

  double[] dx() {
    return dx;
  }
}
