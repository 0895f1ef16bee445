package fovea.engine.onednn;

import fovea.engine.onednn.plan.Winograd;
import fovea.nn.Conv2d;
import java.util.Optional;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;

/**
 * Transforms the filters of a convolution into one matrix for each point of square tiles of {@link
 * Winograd}, from channels to filters or back, and their gradients back.
 */
final class TileFilters {

  private final LayerContext context;
  private final Winograd winograd;
  private final RowsOutermost filters;
  private final long inputs;
  private final long outputs;
  private final long points;

  /**
   * @param norm a batch normalisation to fold into the filters
   */
  TileFilters(
      LayerContext context, Winograd winograd, Conv2d conv, Optional<FoldedBatchNorm> norm) {
    this.context = context;
    this.winograd = winograd;
    inputs = context.inputShape().channels();
    outputs = conv.filters();
    points = winograd.points();
    long taps = winograd.taps();
    filters = new RowsOutermost(context, new long[] {outputs, inputs, taps, taps}, norm);
  }

  /** The matrices from input to output channels, in the layout that a product wants. */
  Tensor forward(int tiles) {
    memory.desc layout = wanted(tiles, inputs, outputs);
    return context.prepared(
        context.name() + ".weight in tiles",
        layout,
        target -> reorder(transformed(winograd.filterTransform()), target, outputs, 1));
  }

  /**
   * The matrices from gradients of the output to gradients of the input: those of the filters
   * turned by 180 degrees.
   */
  Tensor backward(int tiles) {
    memory.desc layout = wanted(tiles, outputs, inputs);
    return context.prepared(
        context.name() + ".weight in tiles, backward",
        layout,
        target -> reorder(transformed(turned(winograd.filterTransform())), target, 1, outputs));
  }

  /** A matrix with its columns in reverse order. */
  private float[] turned(float[] matrix) {
    int taps = winograd.taps();
    float[] turned = new float[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      turned[i - i % taps + taps - 1 - i % taps] = matrix[i];
    }
    return turned;
  }

  private memory.desc wanted(int tiles, long from, long to) {
    Emitter emitter = context.emitter();
    long all = points * points;
    matmul.primitive_desc desc =
        new matmul.primitive_desc(
            emitter.library().cpu(),
            Dims.rowMajor(new long[] {all, tiles, from}, emitter.type()),
            Dims.any(new long[] {all, from, to}, emitter.type()),
            Dims.rowMajor(new long[] {all, tiles, to}, emitter.type()),
            emitter.attributes(),
            false);
    return desc.weights_desc();
  }

  /** The filters' transform along both axes: a matrix of inputs and outputs for each point. */
  private Tensor transformed(float[] transform) {
    return context.emitter().prepare(() -> transform(transform));
  }

  private Tensor transform(float[] transform) {
    Emitter emitter = context.emitter();
    long taps = winograd.taps();
    Tensor matrix =
        emitter.constant(
            Dims.rowMajor(new long[] {1, points, taps}, memory.data_type.f32), transform);
    Tensor rows = emitter.tensor(matrices(1, points, taps * pair()));
    multiply(
        "transform weights", matrix, filters.values().as(matrices(1, taps, taps * pair())), rows);
    Tensor result = emitter.tensor(matrices(points, points, pair()));
    multiply("transform weights", matrix, rows.as(matrices(points, taps, pair())), result);
    return result;
  }

  /** The number of pairs of an input and an output channel. */
  private long pair() {
    return inputs * outputs;
  }

  private static memory.desc matrices(long count, long rows, long columns) {
    return Dims.rowMajor(new long[] {count, rows, columns}, memory.data_type.f32);
  }

  private void reorder(Tensor transformed, Tensor target, long rowStride, long columnStride) {
    long[] dims = Dims.of(target.layout());
    memory.desc view =
        new memory.desc(dims, memory.data_type.f32, new long[] {pair(), rowStride, columnStride});
    context.emitter().copy(context.name(), "reorder weights", transformed.as(view), target);
  }

  /** A tensor for the gradients of the matrices of all points. */
  Tensor gradients() {
    return context.emitter().tensor(matrices(points * points, inputs, outputs));
  }

  /** Emits the transform of the gradients of all points into the weights' gradient. */
  void add(String pass, Tensor gradients) {
    Emitter emitter = context.emitter();
    long taps = winograd.taps();
    Tensor matrix =
        emitter.constant(
            new memory.desc(
                new long[] {1, taps, points},
                memory.data_type.f32,
                new long[] {taps * points, 1, taps}),
            winograd.filterTransform());
    Tensor rows = emitter.tensor(matrices(1, taps, points * pair()));
    multiply(pass, matrix, gradients.as(matrices(1, points, points * pair())), rows);
    filters.gradient(
        gradient ->
            multiply(
                pass,
                matrix,
                rows.as(matrices(taps, points, pair())),
                gradient.as(matrices(taps, taps, pair()))));
  }

  private void multiply(String pass, Tensor matrix, Tensor from, Tensor to) {
    context.emitMatmul(
        Winograd.NAME_OF_SQUARES, pass, matrix, from, to, context.emitter().attributes());
  }
}
