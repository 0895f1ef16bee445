package fovea.engine.reference;

import fovea.nn.BatchNorm2d;
import fovea.nn.Shape;

/**
 * Batch normalisation of each channel: y = scale * z + shift with z = (x - mean) / sqrt(variance +
 * epsilon), where mean and variance are those of the batch in training and the running ones in
 * evaluation.
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
  private final double[] mean;
  private final double[] deviation;

  /**
   * Creates the operation for batches of one size.
   *
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
      Weights runningVariance) {
    if (training && batch * input.area() == 1) {
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
    this.mean = new double[channels];
    this.deviation = new double[channels];
  }

  @Override
  public void forward(double[] x, double[] y, long key) {
    for (int channel = 0; channel < channels; channel++) {
      if (training) {
        computeStatistics(x, channel);
      } else {
        mean[channel] = runningMean.values()[channel];
        deviation[channel] = Math.sqrt(runningVariance.values()[channel] + layer.epsilon());
      }
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
   * Computes a channel's mean and sqrt(variance + epsilon), and updates its running statistics. The
   * running variance is updated with the unbiased estimate.
   */
  private void computeStatistics(double[] x, int channel) {
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
    mean[channel] = center;
    deviation[channel] = Math.sqrt(squares / count + layer.epsilon());
    updateRunning(runningMean.values(), channel, center);
    updateRunning(runningVariance.values(), channel, squares / (count - 1));
  }

  private void updateRunning(double[] running, int channel, double newest) {
    running[channel] += layer.momentum() * (newest - running[channel]);
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    int count = batch * positions;
    for (int channel = 0; channel < channels; channel++) {
      computeGradients(x, dy, channel);
      double factor = scale.values()[channel] / deviation[channel];
      double meanOfDy = training ? shift.gradient()[channel] / count : 0;
      double meanOfDyZ = training ? scale.gradient()[channel] / count : 0;
      for (int image = 0; image < batch; image++) {
        int start = mapStart(image, channel);
        for (int e = start; e < start + positions; e++) {
          dx[e] = factor * (dy[e] - meanOfDy - z(x[e], channel) * meanOfDyZ);
        }
      }
    }
  }

  /** Computes the gradients of a channel's scale and shift. */
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
  }

  private double z(double x, int channel) {
    return (x - mean[channel]) / deviation[channel];
  }

  /** The index at which the map of a channel starts. */
  private int mapStart(int image, int channel) {
    return (image * channels + channel) * positions;
  }
}
