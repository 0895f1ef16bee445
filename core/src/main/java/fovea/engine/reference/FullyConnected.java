package fovea.engine.reference;

import java.util.Arrays;
import java.util.Optional;

/**
 * A fully connected layer: y[o] = b[o] + sum over i of w[o][i] * x[i]. In the backward pass, dx[i]
 * = sum over o of w[o][i] * dy[o], and each image of the batch adds dy[o] * x[i] to dw[o][i] and
 * dy[o] to db[o].
 */
final class FullyConnected implements Operation {

  private final int batch;
  private final int inputs;
  private final int outputs;
  private final Weights weight;
  private final Optional<Weights> bias;

  FullyConnected(int batch, int inputs, int outputs, Weights weight, Optional<Weights> bias) {
    this.batch = batch;
    this.inputs = inputs;
    this.outputs = outputs;
    this.weight = weight;
    this.bias = bias;
  }

  @Override
  public void forward(double[] x, double[] y, long key) {
    for (int image = 0; image < batch; image++) {
      for (int o = 0; o < outputs; o++) {
        double initial = bias.isPresent() ? bias.get().values()[o] : 0;
        y[image * outputs + o] =
            initial + StridedVectors.dot(weight.values(), o * inputs, 1, x, image * inputs, inputs);
      }
    }
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    Arrays.fill(dx, 0);
    Arrays.fill(weight.gradient(), 0);
    bias.ifPresent(weights -> Arrays.fill(weights.gradient(), 0));
    for (int image = 0; image < batch; image++) {
      for (int o = 0; o < outputs; o++) {
        double gradient = dy[image * outputs + o];
        StridedVectors.axpy(
            gradient, x, image * inputs, 1, weight.gradient(), o * inputs, 1, inputs);
        StridedVectors.axpy(
            gradient, weight.values(), o * inputs, 1, dx, image * inputs, 1, inputs);
        if (bias.isPresent()) {
          bias.get().gradient()[o] += gradient;
        }
      }
    }
  }
}
