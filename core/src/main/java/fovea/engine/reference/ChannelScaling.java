package fovea.engine.reference;

import fovea.nn.Shape;
import java.util.Arrays;

/** Multiplication of each channel by its factor: y = f * x, dx = f * dy, and df = sum of dy * x. */
final class ChannelScaling implements Operation {

  private final int channels;
  private final int positions;
  private final Weights factor;

  ChannelScaling(Shape input, Weights factor) {
    channels = input.channels();
    positions = input.area();
    this.factor = factor;
  }

  @Override
  public void forward(double[] x, double[] y, long key) {
    for (int e = 0; e < x.length; e++) {
      y[e] = factor.values()[channel(e)] * x[e];
    }
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    Arrays.fill(factor.gradient(), 0);
    for (int e = 0; e < x.length; e++) {
      factor.gradient()[channel(e)] += dy[e] * x[e];
      dx[e] = factor.values()[channel(e)] * dy[e];
    }
  }

  private int channel(int element) {
    return element / positions % channels;
  }
}
