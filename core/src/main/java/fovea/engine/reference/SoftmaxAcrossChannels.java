package fovea.engine.reference;

/**
 * Softmax over channels, separately at each position of the maps: y[c] = exp(x[c]) / sum of exp(x).
 * In the backward pass, dx[c] = y[c] * (dy[c] - sum of y * dy).
 */
final class SoftmaxAcrossChannels implements Operation {

  private final int batch;
  private final int channels;
  private final int positions;

  SoftmaxAcrossChannels(int batch, int channels, int positions) {
    this.batch = batch;
    this.channels = channels;
    this.positions = positions;
  }

  @Override
  public void forward(double[] x, double[] y, long key) {
    for (int image = 0; image < batch; image++) {
      for (int position = 0; position < positions; position++) {
        forward(x, y, image * channels * positions + position);
      }
    }
  }

  private void forward(double[] x, double[] y, int start) {
    int end = start + channels * positions;
    double max = Double.NEGATIVE_INFINITY;
    for (int e = start; e < end; e += positions) {
      max = Math.max(max, x[e]);
    }
    double sum = 0;
    for (int e = start; e < end; e += positions) {
      y[e] = Math.exp(x[e] - max); // the shift cancels out and prevents overflow
      sum += y[e];
    }
    for (int e = start; e < end; e += positions) {
      y[e] /= sum;
    }
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    for (int image = 0; image < batch; image++) {
      for (int position = 0; position < positions; position++) {
        backward(y, dy, dx, image * channels * positions + position);
      }
    }
  }

  private void backward(double[] y, double[] dy, double[] dx, int start) {
    int end = start + channels * positions;
    double sum = 0;
    for (int e = start; e < end; e += positions) {
      sum += y[e] * dy[e];
    }
    for (int e = start; e < end; e += positions) {
      dx[e] = y[e] * (dy[e] - sum);
    }
  }
}
