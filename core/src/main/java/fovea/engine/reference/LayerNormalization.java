package fovea.engine.reference;

import fovea.nn.LayerNorm2d;
import fovea.nn.Shape;
import java.util.Arrays;

/**
 * Layer normalisation over the channels at each position: y = scale * z + shift with z = (x - mean)
 * / sqrt(variance + epsilon), where mean and variance are those of the position's channels.
 *
 * <p>In the backward pass, dscale = sum of dy * z and dshift = sum of dy, over all positions. With
 * g = scale * dy, dx = (g - mean(g) - z * mean(g * z)) / sqrt(variance + epsilon), with means over
 * the channels (as Ioffe and Szegedy 2015, section 3, for a batch).
 */
final class LayerNormalization implements Operation {

  private final LayerNorm2d layer;
  private final int batch;
  private final int channels;
  private final int positions;
  private final Weights scale;
  private final Weights shift;

  LayerNormalization(LayerNorm2d layer, int batch, Shape input, Weights scale, Weights shift) {
    this.layer = layer;
    this.batch = batch;
    this.channels = input.channels();
    this.positions = input.area();
    this.scale = scale;
    this.shift = shift;
  }

  @Override
  public void forward(double[] x, double[] y, long key) {
    for (int image = 0; image < batch; image++) {
      for (int position = 0; position < positions; position++) {
        int start = image * channels * positions + position;
        double mean = mean(x, start);
        double deviation = deviation(x, start, mean);
        for (int channel = 0; channel < channels; channel++) {
          int e = start + channel * positions;
          y[e] = scale.values()[channel] * (x[e] - mean) / deviation + shift.values()[channel];
        }
      }
    }
  }

  private double mean(double[] x, int start) {
    double sum = 0;
    for (int channel = 0; channel < channels; channel++) {
      sum += x[start + channel * positions];
    }
    return sum / channels;
  }

  private double deviation(double[] x, int start, double mean) {
    double squares = 0;
    for (int channel = 0; channel < channels; channel++) {
      double distance = x[start + channel * positions] - mean;
      squares += distance * distance;
    }
    return Math.sqrt(squares / channels + layer.epsilon());
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    Arrays.fill(scale.gradient(), 0);
    Arrays.fill(shift.gradient(), 0);
    for (int image = 0; image < batch; image++) {
      for (int position = 0; position < positions; position++) {
        backward(x, dy, dx, image * channels * positions + position);
      }
    }
  }

  private void backward(double[] x, double[] dy, double[] dx, int start) {
    double mean = mean(x, start);
    double deviation = deviation(x, start, mean);
    double meanOfG = 0;
    double meanOfGz = 0;
    for (int channel = 0; channel < channels; channel++) {
      int e = start + channel * positions;
      double z = (x[e] - mean) / deviation;
      double g = scale.values()[channel] * dy[e];
      scale.gradient()[channel] += dy[e] * z;
      shift.gradient()[channel] += dy[e];
      meanOfG += g / channels;
      meanOfGz += g * z / channels;
    }
    for (int channel = 0; channel < channels; channel++) {
      int e = start + channel * positions;
      double z = (x[e] - mean) / deviation;
      double g = scale.values()[channel] * dy[e];
      dx[e] = (g - meanOfG - z * meanOfGz) / deviation;
    }
  }
}
