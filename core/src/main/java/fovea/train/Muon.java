package fovea.train;

import fovea.engine.Variable;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Muon (Jordan et al. 2024) for the filters of convolutions: each step goes along the orthogonal
 * matrix that is nearest to the momentum, so that no direction dominates. With filters as the rows
 * of a matrix, {@code v = momentum v + g; u = g + momentum v; w = w - rate sqrt(max(1, rows /
 * columns)) orthogonal(u)}. What is no filter goes down by Nesterov's momentum.
 *
 * <p>Five steps of the Newton-Schulz iteration {@code X = a X + (b A + c A^2) X, A = X X^T} with
 * the authors' numbers make the matrix nearly orthogonal: singular values from 0.7 to 1.2. All of
 * them multiply X from the left by polynomials of the first A, so here they run on the small square
 * matrix alone and meet X once at the end.
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
  private final WeightDecay decay;
  private final List<Filters> filters = new ArrayList<>();

  /**
   * @param variables a model's; those that do not learn are left alone
   * @param momentum the share of the last velocity that is kept, above 0 and below 1
   * @param otherRate the learning rate of what is no filter, as a multiple of the filters'
   * @param decay the pull towards zero, which is decoupled for filters
   */
  public Muon(List<Variable> variables, double momentum, double otherRate, WeightDecay decay) {
    Require.share("momentum", momentum);
    Require.positive("rate of other weights", otherRate);
    this.momentum = (float) momentum;
    this.otherRate = otherRate;
    this.decay = decay;
    variables.stream().filter(Muon::isFilter).map(Filters::new).forEach(filters::add);
    List<Variable> rest = variables.stream().filter(each -> !isFilter(each)).toList();
    others = new Sgd(rest, momentum, momentum > 0, decay);
  }

  private static boolean isFilter(Variable variable) {
    return variable.parameter().dims().size() == 4;
  }

  @Override
  public void step(double learningRate, long number) {
    for (Filters each : filters) {
      each.step((float) learningRate);
    }
    others.step(learningRate * otherRate, number);
  }

  @Override
  public List<State> state() {
    List<State> all = new ArrayList<>(others.state());
    filters.forEach(each -> all.add(new State("momentum", each.variable, each.velocity)));
    return all;
  }

  /** The filters of a convolution as a matrix that is never higher than wide. */
  private final class Filters {
    final Variable variable;
    final FloatBuffer velocity;
    private final int[] places;
    private final int rows;
    private final int columns;
    private final int side;
    private final float[] matrix;
    private final float[] other;
    private final float[] row;
    private final float[] line;
    private final float[] gram;
    private final float[] power;
    private final float[] factor;
    private final float[] polynomial;
    private final float[] product;

    Filters(Variable variable) {
      this.variable = variable;
      velocity = variable.allocate();
      rows = variable.parameter().dims().get(0);
      columns = variable.parameter().elements() / rows;
      side = Math.min(rows, columns);
      places = places(variable);
      matrix = new float[rows * columns];
      other = new float[rows * columns];
      row = new float[Math.max(rows, columns)];
      line = new float[side];
      gram = new float[side * side];
      power = new float[side * side];
      factor = new float[side * side];
      polynomial = new float[side * side];
      product = new float[side * side];
    }

    void step(float rate) {
      FloatBuffer values = variable.values();
      FloatBuffer gradient = variable.gradient();
      for (int i = 0; i < matrix.length; i++) {
        int place = places[i];
        float g = gradient.get(place);
        float v = momentum * velocity.get(place) + g;
        velocity.put(place, v);
        matrix[transposed(i)] = g + momentum * v;
      }
      orthogonalize();
      float length = rate * (float) Math.sqrt(Math.max(1, (double) rows / columns));
      float kept = 1 - rate * (float) decay.rate();
      for (int i = 0; i < matrix.length; i++) {
        int place = places[i];
        values.put(place, kept * values.get(place) - length * matrix[transposed(i)]);
      }
    }

    /** Where an element goes in the matrix that is not higher than wide. */
    private int transposed(int index) {
      return rows <= columns ? index : index % columns * rows + index / columns;
    }

    private void orthogonalize() {
      double scale = 1 / (norm() + EPSILON);
      for (int i = 0; i < matrix.length; i++) {
        matrix[i] *= (float) scale;
      }
      fillGram();
      for (int i = 0; i < product.length; i++) {
        polynomial[i] = i % (side + 1) == 0 ? 1 : 0;
      }
      for (int iteration = 0; iteration < ITERATIONS; iteration++) {
        multiply(gram, gram, power);
        for (int i = 0; i < factor.length; i++) {
          factor[i] = B * gram[i] + C * power[i] + (i % (side + 1) == 0 ? A : 0);
        }
        multiply(factor, polynomial, product);
        System.arraycopy(product, 0, polynomial, 0, product.length);
        if (iteration < ITERATIONS - 1) {
          multiply(factor, gram, product); // the next Gram matrix, as all of them commute
          multiply(factor, product, gram);
        }
      }
      applyPolynomial();
    }

    private double norm() {
      double squares = 0;
      for (float each : matrix) {
        squares += (double) each * each;
      }
      return Math.sqrt(squares);
    }

    /** Row by row along the transposed matrix, so that the inner loop has no sum to wait for. */
    private void fillGram() {
      int width = matrix.length / side;
      for (int i = 0; i < side; i++) {
        for (int k = 0; k < width; k++) {
          other[k * side + i] = matrix[i * width + k];
        }
      }
      for (int i = 0; i < side; i++) {
        Arrays.fill(row, 0, side, 0);
        for (int k = 0; k < width; k++) {
          add(matrix[i * width + k], other, k * side, row, side);
        }
        for (int j = 0; j < side; j++) {
          gram[i * side + j] = row[j];
        }
      }
    }

    /** Multiplies square matrices. */
    private void multiply(float[] left, float[] right, float[] result) {
      for (int i = 0; i < side; i++) {
        Arrays.fill(line, 0);
        for (int k = 0; k < side; k++) {
          add(left[i * side + k], right, k * side, line, side);
        }
        System.arraycopy(line, 0, result, i * side, side);
      }
    }

    /** Multiplies the matrix by the polynomial from the left. */
    private void applyPolynomial() {
      int width = matrix.length / side;
      System.arraycopy(matrix, 0, other, 0, matrix.length);
      for (int i = 0; i < side; i++) {
        Arrays.fill(row, 0, width, 0);
        for (int k = 0; k < side; k++) {
          add(polynomial[i * side + k], other, k * width, row, width);
        }
        System.arraycopy(row, 0, matrix, i * width, width);
      }
    }
  }

  /** Adds a multiple of a row of a matrix: such loops are vectorised. */
  private static void add(float factor, float[] from, int start, float[] to, int count) {
    for (int j = 0; j < count; j++) {
      to[j] += factor * from[start + j];
    }
  }

  /** Where each element, row-major, stands in a variable's buffers. */
  private static int[] places(Variable variable) {
    int elements = variable.parameter().elements();
    Require.that("filter weights", elements, elements < 1 << 24, "below 2^24");
    float[] numbers = new float[elements];
    for (int i = 0; i < elements; i++) {
      numbers[i] = i + 1f; // 0 is padding
    }
    FloatBuffer numbered = variable.allocate();
    variable.write(numbers, numbered);
    int[] places = new int[elements];
    for (int place = 0; place < numbered.capacity(); place++) {
      int number = (int) numbered.get(place);
      if (number > 0) {
        places[number - 1] = place;
      }
    }
    return places;
  }
}
