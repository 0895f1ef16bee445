package fovea.engine.reference;

/** The numbers of one parameter while a network runs, row-major, and the loss's gradient. */
final class Weights {

  private final double[] values;
  private final double[] gradient;

  Weights(int elements) {
    values = new double[elements];
    gradient = new double[elements];
  }

  double[] values() {
    return values;
  }

  double[] gradient() {
    return gradient;
  }
}
