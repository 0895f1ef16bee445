package fovea.engine.reference;

import java.util.List;

/**
 * A sequence of operations. In the forward pass, the output of each operation is the input of the
 * next; in the backward pass, gradients pass through the operations in reverse order, by the chain
 * rule.
 */
final class Sequential implements Operation {

  private final List<Operation> operations;
  private final List<double[]> activations;
  private final List<double[]> gradients;
  private final int frozen;
  private final boolean singlePrecision;

  /**
   * Creates a sequence.
   *
   * @param operations at least one operation
   * @param sizes number of activations between each operation and the next
   * @param backward whether there are backward passes
   * @param frozen number of operations at the start that backward passes do not reach
   * @param singlePrecision whether to round activations and gradients to 32-bit floats
   */
  Sequential(
      List<Operation> operations,
      List<Integer> sizes,
      boolean backward,
      int frozen,
      boolean singlePrecision) {
    this.operations = List.copyOf(operations);
    this.activations = sizes.stream().map(double[]::new).toList();
    this.gradients = backward ? sizes.stream().map(double[]::new).toList() : List.of();
    this.frozen = frozen;
    this.singlePrecision = singlePrecision;
  }

  @Override
  public void forward(double[] x, double[] y, long key) {
    for (int i = 0; i < operations.size(); i++) {
      double[] after = after(i, activations, y);
      operations.get(i).forward(before(i, activations, x), after, key);
      round(after);
    }
  }

  @Override
  public void backward(double[] x, double[] y, double[] dy, double[] dx) {
    for (int i = operations.size() - 1; i >= frozen; i--) {
      double[] gradient = before(i, gradients, dx);
      operations
          .get(i)
          .backward(
              before(i, activations, x),
              after(i, activations, y),
              after(i, gradients, dy),
              gradient);
      round(gradient);
    }
  }

  /** The array before operation i, given those between operations. */
  private static double[] before(int i, List<double[]> inner, double[] first) {
    return i == 0 ? first : inner.get(i - 1);
  }

  /** The array after operation i, given those between operations. */
  private double[] after(int i, List<double[]> inner, double[] last) {
    return i == operations.size() - 1 ? last : inner.get(i);
  }

  private void round(double[] values) {
    if (singlePrecision) {
      for (int e = 0; e < values.length; e++) {
        values[e] = (float) values[e];
      }
    }
  }
}
