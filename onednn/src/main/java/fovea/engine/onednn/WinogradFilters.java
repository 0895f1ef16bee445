package fovea.engine.onednn;

import fovea.nn.Conv2d;
import fovea.nn.Size;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.memory;

/**
 * The filters of a convolution, transformed into as many filters along rows as {@link Winograd} has
 * points, and the way of their gradients back. Master and gradient have their rows outermost, so
 * that a transform is one product of matrices.
 */
final class WinogradFilters {

  private final Site site;
  private final Winograd winograd;
  private final int pieces;
  private final long[] dims;
  private final long[] rowDims;
  private final Master weight;
  private final Optional<FoldedNorm> norm;
  private Optional<Tensor> transformed = Optional.empty();

  /**
   * @param row the size of a transformed filter
   * @param pieces how many gradients each filter gets, which add up
   * @param norm what multiplies the filters first
   */
  WinogradFilters(
      Site site, Winograd winograd, Conv2d conv, Size row, int pieces, Optional<FoldedNorm> norm) {
    this.site = site;
    this.winograd = winograd;
    this.pieces = pieces;
    long channels = site.inputShape().channels();
    dims = new long[] {conv.filters(), channels, winograd.taps(), conv.kernel().width()};
    rowDims = new long[] {conv.filters(), channels, row.height(), row.width()};
    Compiler compiler = site.compiler();
    weight = compiler.parameter(site.name() + ".weight", dims, rowsOutermost(dims));
    this.norm = norm;
  }

  private static memory.desc rowsOutermost(long[] dims) {
    return new memory.desc(dims, memory.data_type.f32, memory.format_tag.hwio);
  }

  /** The filters of all points, one after the other; computed once. */
  private Tensor transformed() {
    if (transformed.isEmpty()) {
      transformed = Optional.of(site.compiler().prepare(this::transform));
    }
    return transformed.get();
  }

  private Tensor transform() {
    Compiler compiler = site.compiler();
    memory.desc layout = rowsOutermost(dims);
    Tensor master = norm.map(each -> scaled(each, layout)).orElseGet(() -> plain(layout));
    Tensor result = compiler.tensor(matrix(winograd.points()));
    site.multiply(
        Winograd.NAME,
        "transform weights",
        compiler.constant(
            Dims.plain(new long[] {winograd.points(), winograd.taps()}, memory.data_type.f32),
            winograd.filterTransform()),
        compiler.part(master, matrix(winograd.taps()), 0),
        result,
        compiler.attributes());
    return result;
  }

  private Tensor scaled(FoldedNorm each, memory.desc layout) {
    Tensor scaled = site.compiler().tensor(layout);
    each.scale(weight.tensor(), scaled);
    return scaled;
  }

  private Tensor plain(memory.desc layout) {
    return site.compiler().convert(site.name(), "reorder weights", weight.tensor(), layout);
  }

  /** One filter a row. */
  private memory.desc matrix(long rows) {
    return Dims.plain(new long[] {rows, dims[0] * dims[1] * dims[3]}, memory.data_type.f32);
  }

  /** The filter of each point in some layout. */
  List<Tensor> in(memory.desc layout) {
    Compiler compiler = site.compiler();
    IntFunction<Tensor> filter =
        point ->
            compiler.prepared(
                site.name() + ".weight at point " + point,
                layout,
                target ->
                    compiler.copy(
                        site.name(), "reorder weights", row(transformed(), point), target));
    return IntStream.range(0, winograd.points()).mapToObj(filter).toList();
  }

  private Tensor row(Tensor matrix, int row) {
    memory.desc layout = rowsOutermost(rowDims);
    return site.compiler().part(matrix, layout, row * layout.get_size());
  }

  private static memory.desc matrix(long rows, memory.desc row) {
    return Dims.plain(new long[] {rows, row.get_size() / Float.BYTES}, memory.data_type.f32);
  }

  /**
   * A place for gradients.
   *
   * @param layout the layout of each filter's
   */
  Gradients gradients(memory.desc layout, Optional<Master> bias) {
    return new Gradients(layout, bias);
  }

  /** Gradients of every point's filter, and of the biases, for each piece. */
  final class Gradients {

    private final memory.desc layout;
    private final Tensor filters;
    private final Optional<Master> bias;
    private final Optional<Tensor> biases;

    private Gradients(memory.desc layout, Optional<Master> bias) {
      this.layout = layout;
      this.bias = bias;
      Compiler compiler = site.compiler();
      filters = compiler.tensor(matrix((long) pieces * winograd.points(), layout));
      biases = bias.map(each -> compiler.tensor(matrix(pieces, each.tensor().layout())));
    }

    /** A filter's gradient. */
    Tensor filter(int piece, int point) {
      long index = (long) piece * winograd.points() + point;
      return site.compiler().part(filters, layout, index * layout.get_size());
    }

    /** The biases' gradient. */
    Tensor bias(int piece) {
      memory.desc each = bias.orElseThrow().tensor().layout();
      return site.compiler().part(biases.orElseThrow(), each, piece * each.get_size());
    }

    /** Emits what adds them up to the gradients of the variables. */
    void add(String pass) {
      Compiler compiler = site.compiler();
      Tensor rows = compiler.tensor(matrix(winograd.taps(), layout));
      site.multiply(Winograd.NAME, pass, summing(), filters, rows, compiler.attributes());
      Tensor wanted = weight.gradientTensor();
      boolean direct = wanted.layout().equals(rowsOutermost(dims));
      Tensor gradient = direct ? wanted : compiler.tensor(rowsOutermost(dims));
      for (int tap = 0; tap < winograd.taps(); tap++) {
        compiler.copy(
            site.name(),
            "reorder weights",
            compiler.part(rows, layout, tap * layout.get_size()),
            row(gradient, tap));
      }
      compiler.copy(site.name(), "reorder weights", gradient, wanted);
      if (!direct) {
        compiler.release(gradient);
      }
      compiler.release(rows);
      compiler.release(filters);
      biases.ifPresent(each -> addBiases(pass, each));
    }

    private void addBiases(String pass, Tensor each) {
      Compiler compiler = site.compiler();
      Tensor gradient = bias.orElseThrow().gradientTensor();
      float[] ones = new float[pieces];
      Arrays.fill(ones, 1);
      site.multiply(
          Winograd.NAME,
          pass,
          compiler.constant(Dims.plain(new long[] {1, pieces}, memory.data_type.f32), ones),
          each,
          compiler.part(gradient, matrix(1, gradient.layout()), 0),
          compiler.attributes());
      compiler.release(each);
    }

    /** The transposed G, as often as there are pieces. */
    private Tensor summing() {
      float[] matrix = winograd.filterTransform();
      float[] repeated = new float[pieces * matrix.length];
      for (int piece = 0; piece < pieces; piece++) {
        System.arraycopy(matrix, 0, repeated, piece * matrix.length, matrix.length);
      }
      long rows = (long) pieces * winograd.points();
      return site.compiler()
          .constant(
              new memory.desc(
                  new long[] {winograd.taps(), rows},
                  memory.data_type.f32,
                  new long[] {1, winograd.taps()}),
              repeated);
    }
  }
}
