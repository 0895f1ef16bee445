package fovea.engine.onednn;

import fovea.nn.Conv2d;
import fovea.nn.Shape;
import java.util.Optional;

/**
 * Winograd's fast filtering F(m, r): m outputs of a filter with r taps in {@code n = m + r - 1}
 * multiplications instead of {@code m r}. With the filter g and the n inputs d it is
 *
 * <pre>y = Aᵀ [(G g) ⊙ (Bᵀ d)]</pre>
 *
 * (A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, equation 6).
 * Filter and outputs are seen as polynomials, which are evaluated at n points, one of them
 * infinity; what is here is the transpose of their interpolated product. With the points {@code p}
 * and {@code Nᵢ = ∏ (pᵢ - pⱼ)} over the others,
 *
 * <ul>
 *   <li>row i of Bᵀ holds the coefficients of {@code ∏ (x - pⱼ)} over the other points,
 *   <li>row i of G holds {@code pᵢᵏ / Nᵢ}, k from 0 to r - 1,
 *   <li>column i of Aᵀ holds {@code pᵢᵏ}, k from 0 to m - 1;
 * </ul>
 *
 * at infinity only the highest power is left, and {@code N} is 1. Small points of both signs, some
 * of them each other's negative inverse, lose least to rounding (B. Barabasz et al., "Error
 * Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural Networks", 2020). All
 * numbers of Aᵀ and Bᵀ are exact in 8 bits, so in bfloat16 too.
 *
 * <p>Here it filters the columns of feature maps, in tiles of m outputs.
 *
 * @param outputs m, the outputs of a tile
 * @param taps r, the rows of the filter
 */
record Winograd(int outputs, int taps) {

  /** More outputs a tile would save more multiplications, and lose more to rounding. */
  private static final int OUTPUTS = 4;

  /** The fewest rows of a filter for which it saves much. */
  private static final int FEWEST_TAPS = 3;

  /** How many multiply-adds have to be saved for each number that is transformed. */
  private static final int WORTHWHILE = 70;

  /** The finite points, as many of them as are needed; the number at index 1 is one. */
  private static final double[] POINTS = {0, 1, -1, 0.5, -2, 2, -0.5};

  /** What its kernels are told as part of. */
  static final String NAME = "winograd";

  /**
   * The point at which a polynomial is the sum of its coefficients: the transform of outputs is
   * there the sum of a tile, and a number added there is added to all of them.
   */
  static final int SUM = 1;

  /** How many rows of a tile there are between the transforms. */
  int points() {
    return outputs + taps - 1;
  }

  /** How many tiles give so many outputs. */
  int tiles(int height) {
    return (height + outputs - 1) / outputs;
  }

  /**
   * The filtering that computes a convolution faster than its definition, if there is one.
   *
   * @param in one image's shape before the convolution
   * @param out its shape after it
   */
  static Optional<Winograd> of(Conv2d conv, Shape in, Shape out) {
    int taps = conv.kernel().height();
    Winograd winograd = new Winograd(OUTPUTS, taps);
    boolean exists =
        taps >= FEWEST_TAPS
            && winograd.points() <= POINTS.length + 1
            && conv.stride().height() == 1
            && conv.dilation().height() == 1
            && conv.groups() == 1
            && manyRows(conv, out);
    return exists && winograd.saved(conv, in, out) >= WORTHWHILE
        ? Optional.of(winograd)
        : Optional.empty();
  }

  /**
   * Whether no product sums over a single row, of input or of output's gradient: the library's
   * batched product over one row of larger matrices is wrong (in release 3.11).
   */
  private static boolean manyRows(Conv2d conv, Shape out) {
    return out.height() % OUTPUTS != 1 && conv.padding().height() < conv.kernel().height() - 1;
  }

  /** Multiply-adds saved for each number that is transformed. */
  private double saved(Conv2d conv, Shape in, Shape out) {
    double transformed = points() * tiles(out.height());
    double channels = (double) in.channels() * out.channels() / (in.channels() + out.channels());
    return (overlaps(conv, in, out) - transformed) / transformed * conv.kernel().width() * channels;
  }

  /** How often a row of the filter meets one of a column's inputs, not only padding. */
  private int overlaps(Conv2d conv, Shape in, Shape out) {
    int overlaps = 0;
    for (int row = 0; row < out.height(); row++) {
      int first = row - conv.padding().height();
      overlaps += Math.max(0, Math.min(first + taps, in.height()) - Math.max(first, 0));
    }
    return overlaps;
  }

  /** G, n x r, row-major. */
  float[] filterTransform() {
    float[] matrix = new float[points() * taps];
    for (int i = 0; i < points(); i++) {
      for (int k = 0; k < taps; k++) {
        matrix[i * taps + k] = (float) (power(i, k, taps) / scale(i));
      }
    }
    return matrix;
  }

  /** How many inputs lie under so many tiles. */
  int covered(int tiles) {
    return outputs * tiles + taps - 1;
  }

  /**
   * Bᵀ for so many tiles, {@code (n tiles) x covered}, row-major. Row {@code i tiles + t}
   * transforms tile t for point i.
   */
  float[] inputTransform(int tiles) {
    int covered = covered(tiles);
    float[] matrix = new float[points() * tiles * covered];
    for (int i = 0; i < points(); i++) {
      double[] coefficients = productOfOthers(i);
      for (int tile = 0; tile < tiles; tile++) {
        for (int k = 0; k < points(); k++) {
          matrix[(i * tiles + tile) * covered + tile * outputs + k] = (float) coefficients[k];
        }
      }
    }
    return matrix;
  }

  /**
   * Aᵀ for so many tiles, {@code (m tiles) x (n tiles)}, row-major, its columns in the order of
   * {@link #inputTransform}'s rows.
   */
  float[] outputTransform(int tiles) {
    float[] matrix = new float[outputs * tiles * points() * tiles];
    for (int row = 0; row < outputs * tiles; row++) {
      for (int i = 0; i < points(); i++) {
        matrix[(row * points() + i) * tiles + row / outputs] =
            (float) power(i, row % outputs, outputs);
      }
    }
    return matrix;
  }

  /**
   * The transpose of a row-major matrix.
   *
   * @param height its rows before
   */
  static float[] transposed(float[] matrix, int height) {
    int width = matrix.length / height;
    float[] transposed = new float[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      transposed[i % width * height + i / width] = matrix[i];
    }
    return transposed;
  }

  private boolean infinite(int i) {
    return i == points() - 1;
  }

  /** A point to a power below a bound; at infinity only the highest counts. */
  private double power(int i, int k, int bound) {
    if (infinite(i)) {
      return k == bound - 1 ? 1 : 0;
    }
    return Math.pow(POINTS[i], k);
  }

  private double scale(int i) {
    double product = 1;
    for (int j = 0; j < points() - 1 && !infinite(i); j++) {
      if (j != i) {
        product *= POINTS[i] - POINTS[j];
      }
    }
    return product;
  }

  /** The coefficients of {@code ∏ (x - pⱼ)} over all finite points but one, constant first. */
  private double[] productOfOthers(int i) {
    double[] product = new double[points()];
    product[0] = 1;
    for (int j = 0; j < points() - 1; j++) {
      if (j != i) {
        for (int k = product.length - 1; k >= 0; k--) {
          product[k] = (k > 0 ? product[k - 1] : 0) - POINTS[j] * product[k];
        }
      }
    }
    return product;
  }
}
