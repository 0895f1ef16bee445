package fovea.engine.onednn;

import fovea.nn.Conv2d;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * The two transforms of feature maps by {@link Winograd}, and their transposes for the way back.
 * Each is a product of a small matrix with rows of all images' maps, those that belong to a piece.
 */
final class WinogradTransforms {

  private final Site site;
  private final int padding;
  private final Tiles in;
  private final Tiles out;
  private final int points;
  private final int covered;
  private final int outputs;
  private final int piecesOfImage;
  private final Tensor input;
  private final Tensor inputTransposed;
  private final Tensor output;
  private final Tensor outputTransposed;

  /**
   * @param in tiles of the convolution's input
   * @param out tiles of its output
   */
  WinogradTransforms(Site site, Winograd winograd, Conv2d conv, Tiles in, Tiles out) {
    this.site = site;
    this.in = in;
    this.out = out;
    padding = conv.padding().height();
    points = winograd.points() * in.count();
    covered = winograd.covered(in.count());
    outputs = winograd.outputs() * out.count();
    piecesOfImage = (out.shape().height() + outputs - 1) / outputs;
    float[] inputMatrix = winograd.inputTransform(in.count());
    float[] outputMatrix = winograd.outputTransform(out.count());
    input = constant(inputMatrix, points);
    inputTransposed = constant(Winograd.transposed(inputMatrix, points), covered);
    output = constant(outputMatrix, outputs);
    outputTransposed = constant(Winograd.transposed(outputMatrix, outputs), points);
  }

  private Tensor constant(float[] matrix, int height) {
    int width = matrix.length / height;
    return site.compiler().constant(matrix(height, width, width), matrix);
  }

  /** Bᵀ: from the rows of maps under a piece to its transform. */
  void input(String pass, int piece, Tensor maps, Tensor transformed) {
    int first = Math.max(0, start(piece));
    int rows = end(piece) - first;
    site.multiply(
        Winograd.NAME,
        pass,
        part(input, matrix(points, rows, covered), first - start(piece)),
        in.rows(maps, image(piece), first, rows),
        in.rows(transformed),
        site.compiler().attributes());
  }

  /** Aᵀ: from the results for a piece to rows of maps, and the rectifier. */
  void output(String pass, int piece, Tensor results, Tensor maps) {
    site.multiply(
        Winograd.NAME,
        pass,
        part(output, matrix(outputRows(piece), points, points), 0),
        out.rows(results),
        out.rows(maps, image(piece), outputStart(piece), outputRows(piece)),
        site.attributes());
  }

  /** A: from rows of the output's gradient to the gradient of the results for a piece. */
  void outputBackward(String pass, int piece, Tensor maps, Tensor results) {
    site.multiply(
        Winograd.NAME,
        pass,
        part(outputTransposed, matrix(points, outputRows(piece), outputs), 0),
        out.rows(maps, image(piece), outputStart(piece), outputRows(piece)),
        out.rows(results),
        site.compiler().attributes());
  }

  /**
   * B: from the gradient of a piece's transform to rows of the input's gradient. Pieces overlap:
   * they come in their order, and what one has reached the next adds to.
   */
  void inputBackward(String pass, int piece, Tensor transformed, Tensor maps) {
    int first = Math.max(0, start(piece));
    int reached = piece % piecesOfImage == 0 ? first : end(piece - 1);
    primitive_attr adding = site.compiler().attributes();
    post_ops sum = new post_ops();
    sum.append_sum();
    adding.set_post_ops(sum);
    inputBackward(pass, piece, first, reached, transformed, maps, adding);
    inputBackward(
        pass, piece, reached, end(piece), transformed, maps, site.compiler().attributes());
  }

  private void inputBackward(
      String pass,
      int piece,
      int from,
      int to,
      Tensor transformed,
      Tensor maps,
      primitive_attr attributes) {
    if (to > from) {
      site.multiply(
          Winograd.NAME,
          pass,
          part(
              inputTransposed,
              matrix(to - from, points, points),
              (long) (from - start(piece)) * points),
          in.rows(transformed),
          in.rows(maps, image(piece), from, to - from),
          attributes);
    }
  }

  /** The first image of a piece. */
  private int image(int piece) {
    return piece / piecesOfImage * in.images();
  }

  /** The first row of input under a piece, which may lie in the padding. */
  private int start(int piece) {
    return outputStart(piece) - padding;
  }

  /** The row of input after those under a piece. */
  private int end(int piece) {
    return Math.min(start(piece) + covered, in.shape().height());
  }

  private int outputStart(int piece) {
    return piece % piecesOfImage * outputs;
  }

  private int outputRows(int piece) {
    return Math.min(outputs, out.shape().height() - outputStart(piece));
  }

  /** Part of a row-major matrix, the same for all images. */
  private memory.desc matrix(long height, long width, long stride) {
    return new memory.desc(
        new long[] {1, height, width},
        site.compiler().type(),
        new long[] {height * stride, stride, 1});
  }

  private Tensor part(Tensor matrix, memory.desc layout, long first) {
    return site.compiler()
        .part(matrix, layout, first * memory.data_type_size(site.compiler().type()));
  }
}
