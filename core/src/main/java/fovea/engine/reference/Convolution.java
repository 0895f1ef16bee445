package fovea.engine.reference;

import fovea.nn.Conv2d;
import fovea.nn.Shape;
import java.util.Arrays;
import java.util.Optional;

/**
 * A convolution. The output map of filter o is its bias plus the sum, over the channels c of its
 * group, of the cross-correlation of the channel with the filter's weights for it:
 *
 * <pre>
 *   y[o][i][j] = b[o] + sum over c, k, l of  w[o][c][k][l]
 *                * x[c][i * stride - padding + k * dilation][j * stride - padding + l * dilation]
 * </pre>
 *
 * where x is 0 in the padding. In the backward pass, each product w * x of the sum adds dy * x to
 * the gradient of w and w * dy to the gradient of x.
 */
final class Convolution implements Operation {

  private final int batch;
  private final Shape input;
  private final Shape output;
  private final WindowAxis rows;
  private final WindowAxis columns;
  private final int groups;
  private final Weights weight;
  private final Optional<Weights> bias;

  Convolution(Conv2d layer, int batch, Shape input, Weights weight, Optional<Weights> bias) {
    this.batch = batch;
    this.input = input;
    this.output = layer.output(input);
    this.rows =
        WindowAxis.rows(
            input, output, layer.kernel(), layer.stride(), layer.padding(), layer.dilation());
    this.columns =
        WindowAxis.columns(
            input, output, layer.kernel(), layer.stride(), layer.padding(), layer.dilation());
    this.groups = layer.groups();
    this.weight = weight;
    this.bias = bias;
  }

  @Override
  public void forward(double[] x, double[] y, long key) {
    for (int image = 0; image < batch; image++) {
      for (int filter = 0; filter < output.channels(); filter++) {
        int outputStart = outputStart(image, filter);
        double initial = bias.isPresent() ? bias.get().values()[filter] : 0;
        Arrays.fill(y, outputStart, outputStart + output.area(), initial);
        for (int channel = 0; channel < channelsPerGroup(); channel++) {
          correlate(
              x, inputStart(image, filter, channel), weightStart(filter, channel), y, outputStart);
        }
      }
    }
  }

  /** Adds the cross-correlation of a channel with a filter's weights for it to an output map. */
  private void correlate(double[] x, int inputStart, int weightStart, double[] y, int outputStart) {
    for (int k = 0; k < rows.kernel(); k++) {
      for (int l = 0; l < columns.kernel(); l++) {
        double w = weight.values()[weightStart + k * columns.kernel() + l];
        int first = columns.firstPosition(l);
        int count = columns.endPosition(l) - first;
        for (int i = rows.firstPosition(k); i < rows.endPosition(k); i++) {
          int from = inputStart + rows.index(i, k) * columns.length() + columns.index(first, l);
          int to = outputStart + i * columns.positions() + first;
          StridedVectors.axpy(w, x, from, columns.stride(), y, to, 1, count);
        }
      }
    }
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    Arrays.fill(dx, 0);
    Arrays.fill(weight.gradient(), 0);
    bias.ifPresent(weights -> Arrays.fill(weights.gradient(), 0));
    for (int image = 0; image < batch; image++) {
      for (int filter = 0; filter < output.channels(); filter++) {
        int outputStart = outputStart(image, filter);
        if (bias.isPresent()) {
          bias.get().gradient()[filter] += sum(dy, outputStart, output.area());
        }
        for (int channel = 0; channel < channelsPerGroup(); channel++) {
          correlateBackward(
              x,
              dx,
              inputStart(image, filter, channel),
              weightStart(filter, channel),
              dy,
              outputStart);
        }
      }
    }
  }

  /** The backward pass of {@link #correlate}: adds to the gradients of weights and input. */
  private void correlateBackward(
      double[] x, double[] dx, int inputStart, int weightStart, double[] dy, int outputStart) {
    for (int k = 0; k < rows.kernel(); k++) {
      for (int l = 0; l < columns.kernel(); l++) {
        int index = weightStart + k * columns.kernel() + l;
        double w = weight.values()[index];
        double dw = 0;
        int first = columns.firstPosition(l);
        int count = columns.endPosition(l) - first;
        for (int i = rows.firstPosition(k); i < rows.endPosition(k); i++) {
          int from = inputStart + rows.index(i, k) * columns.length() + columns.index(first, l);
          int to = outputStart + i * columns.positions() + first;
          dw += StridedVectors.dot(x, from, columns.stride(), dy, to, count);
          StridedVectors.axpy(w, dy, to, 1, dx, from, columns.stride(), count);
        }
        weight.gradient()[index] += dw;
      }
    }
  }

  private static double sum(double[] values, int start, int count) {
    double sum = 0;
    for (int i = start; i < start + count; i++) {
      sum += values[i];
    }
    return sum;
  }

  /** The number of input channels per group, to which each filter is applied. */
  private int channelsPerGroup() {
    return input.channels() / groups;
  }

  /** The index at which the output map of a filter starts. */
  private int outputStart(int image, int filter) {
    return (image * output.channels() + filter) * output.area();
  }

  /**
   * The index at which an input map starts; the channel is numbered within the group of the filter.
   */
  private int inputStart(int image, int filter, int channel) {
    int group = filter / (output.channels() / groups);
    return (image * input.channels() + group * channelsPerGroup() + channel) * input.area();
  }

  /**
   * The index at which a filter's weights for a channel start; the channel is numbered within its
   * group.
   */
  private int weightStart(int filter, int channel) {
    return (filter * channelsPerGroup() + channel) * rows.kernel() * columns.kernel();
  }
}
