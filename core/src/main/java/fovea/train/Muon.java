package fovea.train;

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
 * of a convolution are scaled such that their squares add up to their number. A rate then says by
 * how much they turn.
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
  private final MatrixProduct product = new MatrixProduct();

  /**
   * @param variables the model's variables; those that are not trained are ignored
   * @param momentum the momentum coefficient, 0 or more and below 1
   * @param otherRate the learning rate of parameters other than filters, as a multiple of that of
   *     filters; above 0
   * @param keepNorm whether filters are kept at their norm
   * @param decay weight decay, always decoupled for filters
   */
  public Muon(
      List<Variable> variables,
      double momentum,
      double otherRate,
      boolean keepNorm,
      WeightDecay decay) {
    Require.fraction("momentum", momentum);
    Require.positive("rate of other weights", otherRate);
    this.momentum = (float) momentum;
    this.otherRate = otherRate;
    this.keepNorm = keepNorm;
    this.decay = decay;
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

  /** The filters of one convolution, as a matrix with no more rows than columns. */
  private final class Filters {
    final Variable variable;
    final FloatBuffer velocity;
    private final int[] indexes;
    private final int filters;
    private final int weights;
    private final float[][] matrix;
    private final float[][] transposed;
    private final float[][] result;
    private final float[][] gram;
    private final float[][] factor;
    private final float[][] polynomial;
    private final float[][] next;
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
      matrix = new float[side][width];
      transposed = new float[width][side];
      result = new float[side][width];
      gram = new float[side][side];
      factor = new float[side][side];
      polynomial = new float[side][side];
      next = new float[side][side];
    }

    void step(float rate, WorkerPool workers) {
      workers.run(filters, direct);
      orthogonalize(workers);
      float scale = keepNorm ? (float) (Math.sqrt(filters) / (length() + EPSILON)) : 1;
      kept = scale * (1 - rate * (float) decay.rate());
      distance = rate * (float) Math.sqrt(Math.max(1, (double) filters / weights));
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

    private boolean isWide() {
      return filters <= weights;
    }

    /** Updates the momentum of a filter, and sets its row of the direction. */
    private void direct(int filter) {
      FloatBuffer gradient = variable.gradient();
      float[] direction = (isWide() ? matrix : transposed)[filter];
      for (int i = 0; i < weights; i++) {
        int index = indexes[filter * weights + i];
        float g = gradient.get(index);
        float v = momentum * velocity.get(index) + g;
        velocity.put(index, v);
        direction[i] = g + momentum * v;
      }
    }

    /** Moves a filter along its row of the orthogonalised direction. */
    private void move(int filter) {
      FloatBuffer values = variable.values();
      float[] orthogonal = (isWide() ? result : transposed)[filter];
      for (int i = 0; i < weights; i++) {
        int index = indexes[filter * weights + i];
        values.put(index, kept * values.get(index) - distance * orthogonal[i]);
      }
    }

    /**
     * Orthogonalises the direction, into {@code result}, or into {@code transposed} if there are
     * more filters than weights per filter.
     */
    private void orthogonalize(WorkerPool workers) {
      float[][] direction = isWide() ? matrix : transposed;
      scale(direction, (float) (1 / (norm(direction) + EPSILON)));
      transpose(direction, isWide() ? transposed : matrix);
      product.of(matrix, transposed, gram, workers);
      for (int iteration = 0; iteration < ITERATIONS; iteration++) {
        product.of(gram, gram, factor, workers);
        for (int row = 0; row < gram.length; row++) {
          for (int column = 0; column < gram.length; column++) {
            factor[row][column] = B * gram[row][column] + C * factor[row][column];
          }
          factor[row][row] += A;
        }
        if (iteration == 0) {
          copy(factor, polynomial);
        } else {
          product.of(factor, polynomial, next, workers);
          copy(next, polynomial);
        }
        if (iteration < ITERATIONS - 1) {
          product.of(factor, gram, next, workers); // the next Gram matrix: all factors commute
          product.of(factor, next, gram, workers);
        }
      }
      product.of(polynomial, matrix, result, workers);
      if (!isWide()) {
        transpose(result, transposed);
      }
    }
  }

  private static double norm(float[][] matrix) {
    double squares = 0;
    for (float[] row : matrix) {
      for (float each : row) {
        squares += (double) each * each;
      }
    }
    return Math.sqrt(squares);
  }

  private static void scale(float[][] matrix, float by) {
    for (float[] row : matrix) {
      for (int i = 0; i < row.length; i++) {
        row[i] *= by;
      }
    }
  }

  private static void transpose(float[][] from, float[][] to) {
    for (int row = 0; row < from.length; row++) {
      for (int column = 0; column < to.length; column++) {
        to[column][row] = from[row][column];
      }
    }
  }

  private static void copy(float[][] from, float[][] to) {
    for (int row = 0; row < from.length; row++) {
      System.arraycopy(from[row], 0, to[row], 0, to[row].length);
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
