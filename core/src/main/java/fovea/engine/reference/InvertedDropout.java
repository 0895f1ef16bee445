package fovea.engine.reference;

import fovea.nn.CounterBasedRandom;

/**
 * Dropout in training mode: y = 0 with probability {@code rate}, otherwise x / (1 - rate). In the
 * backward pass, dx = 0 or dy / (1 - rate), with the mask of the forward pass.
 */
final class InvertedDropout implements Operation {

  private final double rate;
  private final int index;
  private final int group;
  private final double[] factors;

  /**
   * Creates the operation of one dropout layer.
   *
   * @param rate the probability of dropping an element
   * @param index index of the layer among the network's dropout layers, from 0
   * @param group number of consecutive elements that are kept or dropped together
   * @param elements number of elements of a batch
   */
  InvertedDropout(double rate, int index, int group, int elements) {
    this.rate = rate;
    this.index = index;
    this.group = group;
    this.factors = new double[elements];
  }

  @Override
  public void forward(double[] x, double[] y, long key) {
    long layerKey = CounterBasedRandom.subkey(key, index);
    for (int e = 0; e < x.length; e++) {
      factors[e] = CounterBasedRandom.uniform(layerKey, e / group) >= rate ? 1 / (1 - rate) : 0;
      y[e] = factors[e] * x[e];
    }
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    for (int e = 0; e < x.length; e++) {
      dx[e] = factors[e] * dy[e];
    }
  }
}
