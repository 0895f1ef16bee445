package fovea.engine.reference;

import fovea.nn.CounterBasedRandom;

/** Dropout in training: y = 0 with probability rate, else x / (1 - rate). */
final class InvertedDropout implements Operation {

  private final double rate;
  private final int index;
  private final int group;
  private final double[] factors;

  /**
   * Thins out one dropout layer's input.
   *
   * @param rate the probability of a zero
   * @param index which of the network's dropout layers this is, from 0
   * @param group how many numbers one behind the other share their fate
   * @param elements numbers of a batch
   */
  InvertedDropout(double rate, int index, int group, int elements) {
    this.rate = rate;
    this.index = index;
    this.group = group;
    this.factors = new double[elements];
  }

  @Override
  public void forward(double[] x, double[] y, long key) {
    long own = CounterBasedRandom.subkey(key, index);
    for (int e = 0; e < x.length; e++) {
      factors[e] = CounterBasedRandom.uniform(own, e / group) >= rate ? 1 / (1 - rate) : 0;
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
