package fovea.engine.onednn.plan;

import fovea.nn.Conv2d;
import fovea.nn.Shape;
import fovea.nn.Size;
import java.util.Optional;

/**
 * Winograd's minimal filtering F(m, r): computes m outputs of a filter with r taps in {@code n = m
 * + r - 1} multiplications instead of {@code m r}. For a filter g and n inputs d,
 *
 * <pre>y = Aᵀ [(G g) ⊙ (Bᵀ d)]</pre>
 *
 * (A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, equation 6).
 * Filter and outputs are treated as polynomials evaluated at n points, one of them infinity; the
 * algorithm is the transpose of interpolating their product. With points {@code p} and {@code Nᵢ =
 * ∏ (pᵢ - pⱼ)} over j ≠ i,
 *
 * <ul>
 *   <li>row i of Bᵀ holds the coefficients of {@code ∏ (x - pⱼ)} over the other points,
 *   <li>row i of G holds {@code pᵢᵏ / Nᵢ}, k from 0 to r - 1,
 *   <li>column i of Aᵀ holds {@code pᵢᵏ}, k from 0 to m - 1;
 * </ul>
 *
 * At infinity only the highest power remains, and {@code N} is 1. Small points of both signs, some
 * of them negative reciprocals of each other, give the smallest rounding error (B. Barabasz et al.,
 * "Error Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural Networks",
 * 2020). Its rounding errors are about three times those of direct convolution in f32, and three to
 * four times in bf16, where transformed values are rounded too. All elements of Aᵀ and Bᵀ have at
 * most 8 significant bits, so they are exact in bfloat16 too.
 *
 * <p>It is applied to the columns of feature maps, in tiles of m outputs, or to columns and rows,
 * in tiles of m x m outputs, which take n² multiplications instead of m² r² (equation 8). In
 * squares rounding errors are about twice as large again.
 *
 * @param outputs m, the number of outputs per tile
 * @param taps r, the number of rows of the filter
 * @param squares whether it is applied to both axes
 */
public record Winograd(int outputs, int taps, boolean squares) {

  /** Larger tiles would save more multiplications and have larger rounding errors. */
  private static final int OUTPUTS = 4;

  /** Filters with fewer rows gain too little. */
  private static final int MIN_TAPS = 3;

  /** Multiply-adds that must be saved per transformed value. */
  private static final int MIN_SAVED = 70;

  /** Rows and columns of filters that are applied to square tiles; larger ones round too much. */
  private static final int SQUARE = 3;

  /** Multiply-adds per transformed value of a square tile that are worth its transforms. */
  private static final int MIN_PRODUCTS = 48;

  /** Fewest square tiles of a batch that are worth the transformed filters, four times as large. */
  private static final int MIN_TILES = 256;

  /** Bytes of a chunk of square tiles that stay in the cache of a current processor. */
  private static final long CACHE = 4L << 20;

  /** The finite points, of which the first n - 1 are used; the one at index 1 must be 1. */
  private static final double[] POINTS = {0, 1, -1, 0.5, -2, 2, -0.5};

  /** The algorithm's name in profiles. */
  public static final String NAME = "winograd";

  /** The name of the algorithm in squares. */
  public static final String NAME_OF_SQUARES = "winograd2d";

  /**
   * The index of the point 1, at which a polynomial is the sum of its coefficients: a bias added at
   * this point is added to every output of a tile.
   */
  public static final int SUM = 1;

  /** n, the number of points. */
  public int points() {
    return outputs + taps - 1;
  }

  /** The number of tiles for a number of output rows. */
  public int tiles(int height) {
    return (height + outputs - 1) / outputs;
  }

  /**
   * The algorithm for a convolution, if it is expected to be faster than direct convolution.
   *
   * @param in the shape of the input for one image
   * @param out the shape of the output for one image
   * @param batch the number of images
   */
  public static Optional<Winograd> of(Conv2d conv, Shape in, Shape out, int batch) {
    int taps = conv.kernel().height();
    Winograd winograd = new Winograd(OUTPUTS, taps, squares(conv, in, out, batch));
    boolean exists =
        taps >= MIN_TAPS
            && winograd.points() <= POINTS.length + 1
            && conv.stride().height() == 1
            && conv.dilation().height() == 1
            && conv.groups() == 1
            && avoidsSingleRows(conv, out);
    return exists && winograd.saved(conv, in, out) >= MIN_SAVED
        ? Optional.of(winograd)
        : Optional.empty();
  }

  private static boolean squares(Conv2d conv, Shape in, Shape out, int batch) {
    long tiles =
        (long) batch * Tiling.tiles(out.height(), OUTPUTS) * Tiling.tiles(out.width(), OUTPUTS);
    return conv.kernel().equals(Size.of(SQUARE))
        && conv.stride().equals(Size.of(1))
        && conv.dilation().equals(Size.of(1))
        && conv.groups() == 1
        && conv.padding().equals(Size.of(1))
        && out.width() % OUTPUTS != 1
        && products(in, out) >= MIN_PRODUCTS
        && tiles >= MIN_TILES;
  }

  /**
   * How maps are cut into square tiles.
   *
   * @param maps the shape of the maps of one image, which are computed
   * @param batch the number of images
   * @param channels the number of their channels and those that they are computed from
   * @param pairs the number of pairs of such channels, which have a filter each
   * @param bytes bytes of a number
   */
  public Tiling tiling(Shape maps, int batch, int channels, long pairs, long bytes) {
    long values = (long) points() * points() * bytes;
    return Tiling.of(outputs, maps, batch, values * channels, Math.max(CACHE, values * pairs));
  }

  /**
   * Whether no matrix product sums over a single row of the input or of the output gradient: the
   * library's batched product over one row of larger matrices is wrong (as of release 3.11).
   */
  private static boolean avoidsSingleRows(Conv2d conv, Shape out) {
    return out.height() % OUTPUTS != 1 && conv.padding().height() < conv.kernel().height() - 1;
  }

  /** Multiply-adds saved per transformed value. */
  private double saved(Conv2d conv, Shape in, Shape out) {
    double transformed = points() * tiles(out.height());
    return (overlaps(conv, in, out) - transformed)
        / transformed
        * conv.kernel().width()
        * products(in, out);
  }

  /** Multiply-adds for a pair of a transformed input and a transformed output, by both of them. */
  private static double products(Shape in, Shape out) {
    return (double) in.channels() * out.channels() / (in.channels() + out.channels());
  }

  /** The number of pairs of a filter row and an input row in a column, excluding padding. */
  private int overlaps(Conv2d conv, Shape in, Shape out) {
    int overlaps = 0;
    for (int row = 0; row < out.height(); row++) {
      int first = row - conv.padding().height();
      overlaps += Math.max(0, Math.min(first + taps, in.height()) - Math.max(first, 0));
    }
    return overlaps;
  }

  /** G, n x r, row-major. */
  public float[] filterTransform() {
    float[] matrix = new float[points() * taps];
    for (int i = 0; i < points(); i++) {
      for (int k = 0; k < taps; k++) {
        matrix[i * taps + k] = (float) (power(i, k, taps) / scale(i));
      }
    }
    return matrix;
  }

  /** The number of input rows read by a number of tiles. */
  public int covered(int tiles) {
    return outputs * tiles + taps - 1;
  }

  /**
   * Bᵀ for a number of tiles, {@code (n tiles) x covered}, row-major. Row {@code i tiles + t}
   * transforms tile t for point i.
   */
  public float[] inputTransform(int tiles) {
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
   * Aᵀ for a number of tiles, {@code (m tiles) x (n tiles)}, row-major, its columns in the order of
   * {@link #inputTransform}'s rows.
   */
  public float[] outputTransform(int tiles) {
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
   * @param height the number of rows of the matrix
   */
  public static float[] transposed(float[] matrix, int height) {
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

  /** A point to the power k; at infinity 1 for the highest power below the bound, otherwise 0. */
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
