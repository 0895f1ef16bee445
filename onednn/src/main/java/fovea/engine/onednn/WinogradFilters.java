package fovea.engine.onednn;

import fovea.engine.onednn.plan.Winograd;
import fovea.nn.Conv2d;
import fovea.nn.Size;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.memory;

/**
 * Transforms the filters of a convolution into one filter along rows for each point of {@link
 * Winograd}, and their gradients back. Master values and gradient have the filter's rows outermost,
 * so that a transform is a single matrix product.
 */
final class WinogradFilters {

  private final LayerContext context;
  private final Winograd winograd;
  private final int chunks;
  private final long[] dims;
  private final long[] rowDims;
  private final RowsOutermost filters;
  private Optional<Tensor> transformed = Optional.empty();

  /**
   * @param row the size of a transformed filter along rows
   * @param chunks the number of partial gradients per filter, which are summed
   * @param norm a batch normalisation to fold into the filters
   */
  WinogradFilters(
      LayerContext context,
      Winograd winograd,
      Conv2d conv,
      Size row,
      int chunks,
      Optional<FoldedBatchNorm> norm) {
    this.context = context;
    this.winograd = winograd;
    this.chunks = chunks;
    long channels = context.inputShape().channels();
    dims = new long[] {conv.filters(), channels, winograd.taps(), conv.kernel().width()};
    rowDims = new long[] {conv.filters(), channels, row.height(), row.width()};
    filters = new RowsOutermost(context, dims, norm);
  }

  /** The filters of all points; computed once. */
  private Tensor transformed() {
    if (transformed.isEmpty()) {
      transformed = Optional.of(context.emitter().prepare(this::transform));
    }
    return transformed.get();
  }

  private Tensor transform() {
    Emitter emitter = context.emitter();
    Tensor result = emitter.tensor(matrix(winograd.points()));
    context.emitMatmul(
        Winograd.NAME,
        "transform weights",
        emitter.constant(
            Dims.rowMajor(new long[] {winograd.points(), winograd.taps()}, memory.data_type.f32),
            winograd.filterTransform()),
        filters.values().as(matrix(winograd.taps())),
        result,
        emitter.attributes());
    return result;
  }

  /** The layout of a matrix with one filter per row. */
  private memory.desc matrix(long rows) {
    return Dims.rowMajor(new long[] {rows, dims[0] * dims[1] * dims[3]}, memory.data_type.f32);
  }

  /** The filters of the points in a layout. */
  List<Tensor> in(memory.desc layout) {
    Emitter emitter = context.emitter();
    IntFunction<Tensor> filter =
        point ->
            context.prepared(
                context.name() + ".weight at point " + point,
                layout,
                target ->
                    emitter.copy(
                        context.name(), "reorder weights", row(transformed(), point), target));
    return IntStream.range(0, winograd.points()).mapToObj(filter).toList();
  }

  private Tensor row(Tensor matrix, int row) {
    memory.desc layout = RowsOutermost.layout(rowDims);
    return matrix.part(layout, row * layout.get_size());
  }

  private static memory.desc matrix(long rows, memory.desc row) {
    return Dims.rowMajor(new long[] {rows, row.get_size() / Float.BYTES}, memory.data_type.f32);
  }

  /**
   * Creates the tensors for partial gradients.
   *
   * @param layout the layout of the gradient of one transformed filter
   */
  Gradients gradients(memory.desc layout, Optional<MasterParameter> bias) {
    return new Gradients(layout, bias);
  }

  /** The partial gradients of each chunk: of the filter of every point, and of the bias. */
  final class Gradients {

    private final memory.desc layout;
    private final Tensor filters;
    private final Optional<MasterParameter> bias;
    private final Optional<Tensor> biases;

    private Gradients(memory.desc layout, Optional<MasterParameter> bias) {
      this.layout = layout;
      this.bias = bias;
      Emitter emitter = context.emitter();
      filters = emitter.tensor(matrix((long) chunks * winograd.points(), layout));
      biases = bias.map(each -> emitter.tensor(matrix(chunks, each.tensor().layout())));
    }

    /** The partial gradient of a filter. */
    Tensor filter(int chunk, int point) {
      long index = (long) chunk * winograd.points() + point;
      return filters.part(layout, index * layout.get_size());
    }

    /** The partial gradient of the bias. */
    Tensor bias(int chunk) {
      memory.desc each = bias.orElseThrow().tensor().layout();
      return biases.orElseThrow().part(each, chunk * each.get_size());
    }

    /** Emits the sum of the partial gradients into the parameters' gradients. */
    void add(String pass) {
      Emitter emitter = context.emitter();
      Tensor rows = emitter.tensor(matrix(winograd.taps(), layout));
      context.emitMatmul(Winograd.NAME, pass, summing(), filters, rows, emitter.attributes());
      WinogradFilters.this.filters.gradient(
          gradient -> {
            for (int tap = 0; tap < winograd.taps(); tap++) {
              emitter.copy(
                  context.name(),
                  "reorder weights",
                  rows.part(layout, tap * layout.get_size()),
                  row(gradient, tap));
            }
          });
      biases.ifPresent(each -> addBiases(pass, each));
    }

    private void addBiases(String pass, Tensor each) {
      Emitter emitter = context.emitter();
      Tensor gradient = context.gradientOf("bias", bias.orElseThrow());
      float[] ones = new float[chunks];
      Arrays.fill(ones, 1);
      context.emitMatmul(
          Winograd.NAME,
          pass,
          emitter.constant(Dims.rowMajor(new long[] {1, chunks}, memory.data_type.f32), ones),
          each,
          gradient.as(matrix(1, gradient.layout())),
          emitter.attributes());
    }

    /** The transpose of G, repeated for each chunk. */
    private Tensor summing() {
      float[] matrix = winograd.filterTransform();
      float[] repeated = new float[chunks * matrix.length];
      for (int chunk = 0; chunk < chunks; chunk++) {
        System.arraycopy(matrix, 0, repeated, chunk * matrix.length, matrix.length);
      }
      long rows = (long) chunks * winograd.points();
      return context
          .emitter()
          .constant(
              new memory.desc(
                  new long[] {winograd.taps(), rows},
                  memory.data_type.f32,
                  new long[] {1, winograd.taps()}),
              repeated);
    }
  }
}
