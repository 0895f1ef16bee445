package fovea.engine.reference;

import fovea.engine.JointStatistics;
import fovea.engine.Peers;
import fovea.nn.BatchNorm2d;
import fovea.nn.Shape;

/**
 * Batch normalisation of each channel: y = scale * z + shift with z = (x - mean) / sqrt(variance +
 * epsilon), where mean and variance are those of the batch in training and the running ones in
 * evaluation. The batch may be divided among several processes, each of which computes its slice.
 *
 * <p>In the backward pass (Ioffe and Szegedy 2015, section 3, simplified), dscale = sum of dy * z
 * and dshift = sum of dy. In training, mean and variance depend on each x, so dx = scale /
 * sqrt(variance + epsilon) * (dy - mean of dy - z * mean of (dy * z)). In evaluation they are
 * constants, so dx = scale / sqrt(variance + epsilon) * dy.
 */
final class BatchNormalization implements Operation {

  private final BatchNorm2d layer;
  private final boolean training;
  private final int batch;
  private final int channels;
  private final int positions;
  private final Weights scale;
  private final Weights shift;
  private final Weights runningMean;
  private final Weights runningVariance;
  private final JointStatistics joint;
  private final double[] mean;
  private final double[] deviation;

  /**
   * Creates the operation for batches of one size.
   *
   * @param peers the processes that have slices of the batch in training
   * @throws IllegalArgumentException in training with a single value per channel, which has no
   *     variance
   */
  BatchNormalization(
      BatchNorm2d layer,
      boolean training,
      int batch,
      Shape input,
      Weights scale,
      Weights shift,
      Weights runningMean,
      Weights runningVariance,
      Peers peers) {
    if (training && batch * input.area() * peers.size() == 1) {
      throw new IllegalArgumentException(
          "BatchNorm2d cannot train on 1 image of %s: a channel needs at least 2 values"
              .formatted(input));
    }
    this.layer = layer;
    this.training = training;
    this.batch = batch;
    this.channels = input.channels();
    this.positions = input.area();
    this.scale = scale;
    this.shift = shift;
    this.runningMean = runningMean;
    this.runningVariance = runningVariance;
    this.joint = new JointStatistics(peers, channels);
    this.mean = new double[channels];
    this.deviation = new double[channels];
  }

  @Override
  public void forward(double[] x, double[] y, long key) {
    if (training) {
      computeStatistics(x);
    }
    for (int channel = 0; channel < channels; channel++) {
      double variance = training ? joint.second(channel) : runningVariance.values()[channel];
      mean[channel] = training ? joint.first(channel) : runningMean.values()[channel];
      deviation[channel] = Math.sqrt(variance + layer.epsilon());
      double factor = scale.values()[channel] / deviation[channel];
      for (int image = 0; image < batch; image++) {
        int start = mapStart(image, channel);
        for (int e = start; e < start + positions; e++) {
          y[e] = factor * (x[e] - mean[channel]) + shift.values()[channel];
        }
      }
    }
  }

  /**
   * Computes the channels' means and variances, and updates the running statistics. The running
   * variance is updated with the unbiased estimate.
   */
  private void computeStatistics(double[] x) {
    for (int channel = 0; channel < channels; channel++) {
      putStatistics(x, channel);
    }
    joint.exchangeMoments(batch * positions);
    double unbiased = joint.count() / (joint.count() - 1);
    for (int channel = 0; channel < channels; channel++) {
      updateRunning(runningMean.values(), channel, joint.first(channel));
      updateRunning(runningVariance.values(), channel, joint.second(channel) * unbiased);
    }
  }

  private void putStatistics(double[] x, int channel) {
    int count = batch * positions;
    double sum = 0;
    for (int image = 0; image < batch; image++) {
      int start = mapStart(image, channel);
      for (int e = start; e < start + positions; e++) {
        sum += x[e];
      }
    }
    double center = sum / count;
    double squares = 0;
    for (int image = 0; image < batch; image++) {
      int start = mapStart(image, channel);
      for (int e = start; e < start + positions; e++) {
        squares += (x[e] - center) * (x[e] - center);
      }
    }
    joint.put(channel, center, squares / count);
  }

  private void updateRunning(double[] running, int channel, double newest) {
    running[channel] += layer.momentum() * (newest - running[channel]);
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    for (int channel = 0; channel < channels; channel++) {
      computeGradients(x, dy, channel);
    }
    if (training) {
      joint.exchangeSums();
    }
    for (int channel = 0; channel < channels; channel++) {
      double factor = scale.values()[channel] / deviation[channel];
      double meanOfDy = training ? joint.first(channel) / joint.count() : 0;
      double meanOfDyZ = training ? joint.second(channel) / joint.count() : 0;
      for (int image = 0; image < batch; image++) {
        int start = mapStart(image, channel);
        for (int e = start; e < start + positions; e++) {
          dx[e] = factor * (dy[e] - meanOfDy - z(x[e], channel) * meanOfDyZ);
        }
      }
    }
  }

  /** Computes the gradients of a channel's scale and shift, which are sums over the slice. */
  private void computeGradients(double[] x, double[] dy, int channel) {
    double dScale = 0;
    double dShift = 0;
    for (int image = 0; image < batch; image++) {
      int start = mapStart(image, channel);
      for (int e = start; e < start + positions; e++) {
        dScale += dy[e] * z(x[e], channel);
        dShift += dy[e];
      }
    }
    scale.gradient()[channel] = dScale;
    shift.gradient()[channel] = dShift;
    joint.put(channel, dShift, dScale);
  }

  private double z(double x, int channel) {
    return (x - mean[channel]) / deviation[channel];
  }

  /** The index at which the map of a channel starts. */
  private int mapStart(int image, int channel) {
    return (image * channels + channel) * positions;
  }
}
