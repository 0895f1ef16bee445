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
 *   y[o][i][j] = b[o] + sum over c, k, l of  w[o][c][k][l] * x[c][i * stride - padding + k * dilation]
 *                                                             [j * stride - padding + l * dilation]
 * </pre>
 *
 * where x is 0 in the padding. Going backward, each product w * x of the sum adds dy * x to the
 * gradient of w and w * dy to the gradient of x.
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
        int map = map(image, filter);
        double start = bias.isPresent() ? bias.get().values()[filter] : 0;
        Arrays.fill(y, map, map + output.area(), start);
        for (int channel = 0; channel < channelsPerGroup(); channel++) {
          correlate(x, plane(image, filter, channel), taps(filter, channel), y, map);
        }
      }
    }
  }

  /** Adds the cross-correlation of a channel with a filter's weights for it to an output map. */
  private void correlate(double[] x, int plane, int taps, double[] y, int map) {
    for (int k = 0; k < rows.kernel(); k++) {
      for (int l = 0; l < columns.kernel(); l++) {
        double w = weight.values()[taps + k * columns.kernel() + l];
        int first = columns.first(l);
        int count = columns.end(l) - first;
        for (int i = rows.first(k); i < rows.end(k); i++) {
          int from = plane + rows.at(i, k) * columns.length() + columns.at(first, l);
          int to = map + i * columns.positions() + first;
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
        int map = map(image, filter);
        if (bias.isPresent()) {
          bias.get().gradient()[filter] += sum(dy, map, output.area());
        }
        for (int channel = 0; channel < channelsPerGroup(); channel++) {
          correlateBackward(x, dx, plane(image, filter, channel), taps(filter, channel), dy, map);
        }
      }
    }
  }

  /** The backward pass of {@link #correlate}: adds to the gradients of weights and input. */
  private void correlateBackward(
      double[] x, double[] dx, int plane, int taps, double[] dy, int map) {
    for (int k = 0; k < rows.kernel(); k++) {
      for (int l = 0; l < columns.kernel(); l++) {
        int tap = taps + k * columns.kernel() + l;
        double w = weight.values()[tap];
        double dw = 0;
        int first = columns.first(l);
        int count = columns.end(l) - first;
        for (int i = rows.first(k); i < rows.end(k); i++) {
          int from = plane + rows.at(i, k) * columns.length() + columns.at(first, l);
          int to = map + i * columns.positions() + first;
          dw += StridedVectors.dot(x, from, columns.stride(), dy, to, count);
          StridedVectors.axpy(w, dy, to, 1, dx, from, columns.stride(), count);
        }
        weight.gradient()[tap] += dw;
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

  /** Number of channels that each filter is applied to. */
  private int channelsPerGroup() {
    return input.channels() / groups;
  }

  /** The index at which the output map of a filter starts. */
  private int map(int image, int filter) {
    return (image * output.channels() + filter) * output.area();
  }

  /** The index at which the input of a channel, numbered within the filter's group, starts. */
  private int plane(int image, int filter, int channel) {
    int group = filter / (output.channels() / groups);
    return (image * input.channels() + group * channelsPerGroup() + channel) * input.area();
  }

  /** The index at which a filter's weights for a channel start. */
  private int taps(int filter, int channel) {
    return (filter * channelsPerGroup() + channel) * rows.kernel() * columns.kernel();
  }
}
