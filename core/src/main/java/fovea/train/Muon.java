package fovea.train;

import fovea.engine.MatrixProduct;
import fovea.engine.Variable;
import fovea.nn.Require;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Muon (Jordan et al. 2024): updates the filters of convolutions along the semi-orthogonal matrix
 * nearest to their momentum, so that no direction dominates. With the filters as the rows of a
 * matrix, {@code v = momentum v + g; u = g + momentum v; w = w - rate sqrt(max(1, rows / columns))
 * orthogonal(u)}. All other parameters are updated by SGD with Nesterov momentum.
 *
 * <p>Five Newton-Schulz iterations {@code X = a X + (b A + c A^2) X, A = X X^T} with the authors'
 * coefficients make the matrix nearly orthogonal, with singular values from 0.7 to 1.2. Each
 * multiplies X from the left by a polynomial of the initial A; here the iterations compute the
 * product of these polynomials, a small square matrix, and multiply X by it once at the end.
 *
 * <p>Filters can be kept at a norm, as airbench94_muon does (Jordan 2024): before each step, those
 * of a convolution are scaled such that their squares add up to their number, and they do not
 * decay. A rate then says by how much they turn. That is for convolutions that a normalisation
 * follows.
 */
public final class Muon implements Optimizer {

  private static final float A = 3.4445f;
  private static final float B = -4.7750f;
  private static final float C = 2.0315f;
  private static final int ITERATIONS = 5;
  private static final double EPSILON = 1e-7;

  private final Sgd others;
  private final double otherRate;
  private final float momentum;
  private final boolean keepNorm;
  private final WeightDecay decay;
  private final List<Filters> filters = new ArrayList<>();
  private final MatrixProduct multiplier;

  /**
   * @param variables the model's variables; those that are not trained are ignored
   * @param momentum the momentum coefficient, 0 or more and below 1
   * @param otherRate the learning rate of parameters other than filters, as a multiple of that of
   *     filters; above 0
   * @param keepNorm whether filters are kept at their norm
   * @param decay weight decay, always decoupled for filters, and none for those kept at their norm
   * @param multiplier what multiplies matrices
   */
  public Muon(
      List<Variable> variables,
      double momentum,
      double otherRate,
      boolean keepNorm,
      WeightDecay decay,
      MatrixProduct multiplier) {
    Require.fraction("momentum", momentum);
    Require.positive("rate of other weights", otherRate);
    this.momentum = (float) momentum;
    this.otherRate = otherRate;
    this.keepNorm = keepNorm;
    this.decay = decay;
    this.multiplier = multiplier;
    variables.stream()
        .filter(each -> isFilter(each) && each.trained())
        .map(Filters::new)
        .forEach(filters::add);
    List<Variable> rest = variables.stream().filter(each -> !isFilter(each)).toList();
    others = new Sgd(rest, momentum, momentum > 0, decay);
  }

  private static boolean isFilter(Variable variable) {
    return variable.parameter().dims().size() == 4;
  }

  @Override
  public void step(double learningRate, long number, WorkerPool workers) {
    for (Filters each : filters) {
      each.step((float) learningRate, workers);
    }
    others.step(learningRate * otherRate, number, workers);
  }

  @Override
  public List<State> state() {
    List<State> all = new ArrayList<>(others.state());
    filters.forEach(each -> all.add(new State("momentum", each.variable, each.velocity)));
    return all;
  }

  /**
   * The filters of one convolution, as a matrix with no more rows than columns: a filter is a row,
   * or a column if there are more filters than weights of each.
   */
  private final class Filters {
    final Variable variable;
    final FloatBuffer velocity;
    private final int[] indexes;
    private final int filters;
    private final int weights;
    private final Matrix direction;
    private final Matrix orthogonal;
    private final Matrix gram;
    private final Matrix factor;
    private final Matrix polynomial;
    private final Matrix next;
    private final WorkerPool.Task direct = (filter, worker) -> direct(filter);
    private final WorkerPool.Task move = (filter, worker) -> move(filter);
    private float kept;
    private float distance;

    Filters(Variable variable) {
      this.variable = variable;
      velocity = variable.allocate();
      filters = variable.parameter().dims().get(0);
      weights = variable.parameter().elements() / filters;
      indexes = bufferIndexes(variable);
      int side = Math.min(filters, weights);
      int width = Math.max(filters, weights);
      direction = new Matrix(side, width);
      orthogonal = new Matrix(side, width);
      gram = new Matrix(side, side);
      factor = new Matrix(side, side);
      polynomial = new Matrix(side, side);
      next = new Matrix(side, side);
    }

    void step(float rate, WorkerPool workers) {
      workers.run(filters, direct);
      float norm = orthogonalize(workers);
      kept =
          keepNorm
              ? (float) (Math.sqrt(filters) / (length() + EPSILON))
              : 1 - rate * (float) decay.rate();
      distance = rate * (float) Math.sqrt(Math.max(1, (double) filters / weights)) / norm;
      workers.run(filters, move);
    }

    /** The norm of all filters together. */
    private double length() {
      FloatBuffer values = variable.values();
      double squares = 0;
      for (int i = 0; i < values.capacity(); i++) {
        double value = values.get(i);
        squares += value * value;
      }
      return Math.sqrt(squares);
    }

    /** The index of a weight in the matrices. */
    private int at(int filter, int weight) {
      return filters <= weights ? filter * weights + weight : weight * filters + filter;
    }

    /** Updates the momentum of a filter, and sets its part of the direction. */
    private void direct(int filter) {
      FloatBuffer gradient = variable.gradient();
      for (int i = 0; i < weights; i++) {
        int index = indexes[filter * weights + i];
        float g = gradient.get(index);
        float v = momentum * velocity.get(index) + g;
        velocity.put(index, v);
        direction.values.put(at(filter, i), g + momentum * v);
      }
    }

    /** Moves a filter along its part of the orthogonalised direction. */
    private void move(int filter) {
      FloatBuffer values = variable.values();
      for (int i = 0; i < weights; i++) {
        int index = indexes[filter * weights + i];
        values.put(
            index, kept * values.get(index) - distance * orthogonal.values.get(at(filter, i)));
      }
    }

    /**
     * Orthogonalises the direction, divided by its norm.
     *
     * @return the norm, by which the result is yet to be divided
     */
    private float orthogonalize(WorkerPool workers) {
      gram.product(direction, direction, true, multiplier, workers);
      double norm = Math.sqrt(gram.trace()) + EPSILON;
      gram.scale((float) (1 / (norm * norm)));
      for (int iteration = 0; iteration < ITERATIONS; iteration++) {
        factor.product(gram, gram, false, multiplier, workers);
        for (int i = 0; i < factor.values.capacity(); i++) {
          float unit = i % (factor.columns + 1) == 0 ? A : 0;
          factor.values.put(i, unit + B * gram.values.get(i) + C * factor.values.get(i));
        }
        if (iteration == 0) {
          polynomial.copy(factor);
        } else {
          next.product(factor, polynomial, false, multiplier, workers);
          polynomial.copy(next);
        }
        if (iteration < ITERATIONS - 1) { // the next Gram matrix: all factors commute
          next.product(factor, gram, false, multiplier, workers);
          gram.product(factor, next, false, multiplier, workers);
        }
      }
      orthogonal.product(polynomial, direction, false, multiplier, workers);
      return (float) norm;
    }
  }

  /** The index in a variable's buffers of each element, in row-major order. */
  private static int[] bufferIndexes(Variable variable) {
    int elements = variable.parameter().elements();
    Require.that("filter weights", elements, elements < 1 << 24, "below 2^24");
    float[] numbers = new float[elements];
    for (int i = 0; i < elements; i++) {
      numbers[i] = i + 1f; // 0 is padding
    }
    FloatBuffer numbered = variable.allocate();
    variable.write(numbers, numbered);
    int[] indexes = new int[elements];
    for (int index = 0; index < numbered.capacity(); index++) {
      int number = (int) numbered.get(index);
      if (number > 0) {
        indexes[number - 1] = index;
      }
    }
    return indexes;
  }
}
