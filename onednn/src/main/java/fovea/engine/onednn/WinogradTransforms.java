package fovea.engine.onednn;

import fovea.engine.onednn.plan.Winograd;
import fovea.nn.Conv2d;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;

/**
 * The two transforms of feature maps by {@link Winograd}, and their transposes for the backward
 * pass. Each is the product of a small matrix and the rows of a chunk.
 */
final class WinogradTransforms {

  private final LayerContext context;
  private final int padding;
  private final WinogradLayout in;
  private final WinogradLayout out;
  private final int points;
  private final int covered;
  private final int outputs;
  private final int chunksPerImage;
  private final Tensor input;
  private final Tensor inputTransposed;
  private final Tensor output;
  private final Tensor outputTransposed;

  /**
   * @param in the layout of the convolution's input
   * @param out the layout of its output
   */
  WinogradTransforms(
      LayerContext context, Winograd winograd, Conv2d conv, WinogradLayout in, WinogradLayout out) {
    this.context = context;
    this.in = in;
    this.out = out;
    padding = conv.padding().height();
    points = winograd.points() * in.count();
    covered = winograd.covered(in.count());
    outputs = winograd.outputs() * out.count();
    chunksPerImage = (out.shape().height() + outputs - 1) / outputs;
    float[] inputMatrix = winograd.inputTransform(in.count());
    float[] outputMatrix = winograd.outputTransform(out.count());
    input = constant(inputMatrix, points);
    inputTransposed = constant(Winograd.transposed(inputMatrix, points), covered);
    output = constant(outputMatrix, outputs);
    outputTransposed = constant(Winograd.transposed(outputMatrix, outputs), points);
  }

  private Tensor constant(float[] matrix, int height) {
    int width = matrix.length / height;
    return context.emitter().constant(matrix(height, width, width), matrix);
  }

  /** Bᵀ: from the input rows of a chunk to their transform. */
  void input(String pass, int chunk, Tensor maps, Tensor transformed) {
    int first = Math.max(0, start(chunk));
    int rows = end(chunk) - first;
    context.emitMatmul(
        Winograd.NAME,
        pass,
        part(input, matrix(points, rows, covered), first - start(chunk)),
        in.rows(maps, image(chunk), first, rows),
        in.rows(transformed),
        context.emitter().attributes());
  }

  /** Aᵀ: from the transformed output of a chunk to output rows, with the fused ReLU. */
  void output(String pass, int chunk, Tensor results, Tensor maps) {
    context.emitMatmul(
        Winograd.NAME,
        pass,
        part(output, matrix(outputRows(chunk), points, points), 0),
        out.rows(results),
        out.rows(maps, image(chunk), outputStart(chunk), outputRows(chunk)),
        context.attributes());
  }

  /** A: from rows of the output gradient to the gradient of the transformed output. */
  void outputBackward(String pass, int chunk, Tensor maps, Tensor results) {
    context.emitMatmul(
        Winograd.NAME,
        pass,
        part(outputTransposed, matrix(points, outputRows(chunk), outputs), 0),
        out.rows(maps, image(chunk), outputStart(chunk), outputRows(chunk)),
        out.rows(results),
        context.emitter().attributes());
  }

  /**
   * B: from the gradient of the transformed input to rows of the input gradient. Neighbouring
   * chunks overlap: they are processed in order, and each adds to the rows that the one before has
   * written.
   */
  void inputBackward(String pass, int chunk, Tensor transformed, Tensor maps) {
    int first = Math.max(0, start(chunk));
    int reached = chunk % chunksPerImage == 0 ? first : end(chunk - 1);
    inputBackward(
        pass, chunk, first, reached, transformed, maps, context.emitter().addingAttributes());
    inputBackward(
        pass, chunk, reached, end(chunk), transformed, maps, context.emitter().attributes());
  }

  private void inputBackward(
      String pass,
      int chunk,
      int from,
      int to,
      Tensor transformed,
      Tensor maps,
      primitive_attr attributes) {
    if (to > from) {
      context.emitMatmul(
          Winograd.NAME,
          pass,
          part(
              inputTransposed,
              matrix(to - from, points, points),
              (long) (from - start(chunk)) * points),
          in.rows(transformed),
          in.rows(maps, image(chunk), from, to - from),
          attributes);
    }
  }

  /** The first image of a chunk. */
  private int image(int chunk) {
    return chunk / chunksPerImage * in.images();
  }

  /** The first input row of a chunk, which may lie in the padding. */
  private int start(int chunk) {
    return outputStart(chunk) - padding;
  }

  /** The input row after the last one of a chunk. */
  private int end(int chunk) {
    return Math.min(start(chunk) + covered, in.shape().height());
  }

  private int outputStart(int chunk) {
    return chunk % chunksPerImage * outputs;
  }

  private int outputRows(int chunk) {
    return Math.min(outputs, out.shape().height() - outputStart(chunk));
  }

  /** The layout of a part of a row-major matrix, broadcast over images. */
  private memory.desc matrix(long height, long width, long stride) {
    return new memory.desc(
        new long[] {1, height, width},
        context.emitter().type(),
        new long[] {height * stride, stride, 1});
  }

  private Tensor part(Tensor matrix, memory.desc layout, long first) {
    return matrix.part(layout, first * memory.data_type_size(context.emitter().type()));
  }
}
