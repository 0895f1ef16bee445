package fovea.engine.onednn;

import fovea.engine.Mode;
import fovea.nn.Conv2d;
import fovea.nn.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * A convolution with {@link Winograd}'s fast filtering of columns, and the rectifier after it if
 * there is one; in evaluation also the batch normalisation between them.
 *
 * <p>The channels of its maps come last, so that a transform of columns is a product of matrices.
 * It goes piece by piece, a few rows of tiles of many images, so that a piece stays in the cache: a
 * product transforms the rows of input under it; for each point a convolution along rows follows; a
 * second product makes rows of output. The way back goes through the transposed of the three. What
 * is called inner lies after the first product, outer before the second.
 */
final class WinogradStage implements Stage {

  /** Channels in a block of the library's kernels; only whole blocks are taken. */
  private static final int BLOCK = 16;

  /** The fewest positions of filters, in all images, for which transforming filters pays. */
  private static final int FEWEST = 512;

  /** The same where filters are transformed again in each step. */
  private static final int FEWEST_IN_STEP = 1024;

  /** Bytes that stay in the caches of today's processors. */
  private static final long CACHE = 5L << 20;

  /** The fewest images of a piece, if there are more. */
  private static final int FEWEST_IMAGES = 64;

  /** The most rows of tiles that one product transforms, if it need not be more. */
  private static final int MOST_ROWS = 4;

  /** The fewest images that are worth laying side by side. */
  private static final int SIDE_BY_SIDE = 32;

  private final Site site;
  private final Winograd winograd;
  private final Conv2d conv;
  private final int pieces;
  private final Tiles in;
  private final Tiles out;
  private final WinogradTransforms transforms;
  private final WinogradFilters filters;
  private final ConvolutionPrimitives rows;
  private final Optional<Master> bias;
  private final List<Tensor> forwardFilters;
  private final Tensor source;
  private final List<Tensor> inners;
  private final Tensor output;

  private WinogradStage(
      Site site, Conv2d conv, Winograd winograd, Optional<FoldedNorm.Source> folded) {
    this.site = site;
    this.winograd = winograd;
    this.conv = conv;
    Compiler compiler = site.compiler();
    int tiles = winograd.tiles(site.outputShape().height());
    int images = imagesOfPiece();
    int rowsOfPiece = rowsOfPiece(tiles, images);
    pieces = tiles / rowsOfPiece * (compiler.batch() / images);
    boolean sideBySide = sideBySide(images);
    int points = winograd.points();
    in = new Tiles(compiler, site.inputShape(), points, rowsOfPiece, images, sideBySide);
    out = new Tiles(compiler, site.outputShape(), points, rowsOfPiece, images, sideBySide);
    transforms = new WinogradTransforms(site, winograd, conv, in, out);
    bias = conv.bias() ? Optional.of(site.perChannel("bias")) : Optional.empty();
    Optional<FoldedNorm> norm = folded.map(each -> FoldedNorm.of(site, each, bias));
    rows = alongRows(false);
    Primitive plain = rows.forward(compiler.attributes());
    filters =
        new WinogradFilters(site, winograd, conv, in.size(conv.kernel().width(), 1), pieces, norm);
    forwardFilters = filters.in(plain.desc().weights_desc());
    source = source();
    inners = inners();
    output = site.output(out.maps(site.outputType()));
    forward(plain, norm.map(FoldedNorm::bias).or(() -> bias.map(Master::tensor)));
    if (source != site.input()) {
      compiler.release(source);
    }
  }

  /** The input as it is transformed; a copy lasts if it will be transformed again. */
  private Tensor source() {
    Compiler compiler = site.compiler();
    memory.desc layout = in.maps(compiler.type());
    if (site.input().layout().equals(layout)) {
      return site.input();
    }
    boolean again = compiler.mode().trains() && !keeps();
    Tensor copy = again ? compiler.tensor(layout) : compiler.temporary(layout);
    compiler.copy(site.name(), "reorder", site.input(), copy);
    return copy;
  }

  static Stage lower(Site site, Conv2d conv, Winograd winograd, Optional<FoldedNorm.Source> norm) {
    return new WinogradStage(site, conv, winograd, norm);
  }

  /**
   * The fast filtering for a convolution, if it is faster where the layer stands. Its filters are
   * larger than the weights: with fixed parameters a single image is not worth their memory.
   */
  static Optional<Winograd> filtering(Site site, Conv2d conv) {
    Compiler compiler = site.compiler();
    int fewest = compiler.mode().goesBackward() ? FEWEST_IN_STEP : FEWEST;
    long positions =
        (long) compiler.batch() * site.outputShape().height() * site.outputShape().width();
    boolean whole = site.inputShape().channels() % BLOCK == 0 && conv.filters() % BLOCK == 0;
    boolean small = compiler.fixed() && compiler.batch() == 1;
    return whole && positions >= fewest && !small
        ? Winograd.of(conv, site.inputShape(), site.outputShape())
        : Optional.empty();
  }

  /**
   * How many rows of tiles make a piece: what stays in a cache and is transformed at little cost,
   * but more where filters are larger than maps; they would be read, and their gradients written,
   * too often. Pieces are equal.
   */
  private int rowsOfPiece(int tiles, int images) {
    Shape maps = site.outputShape();
    long row = (long) images * maps.width() * maps.channels();
    long filter = (long) conv.filters() * site.inputShape().channels() * conv.kernel().width();
    long most = Math.min(MOST_ROWS, CACHE / bytes(images));
    long least = Math.min(tiles, (filter + row - 1) / row);
    int some = 1;
    for (int each = 1; each <= tiles; each++) {
      boolean equal = tiles % each == 0;
      if (equal && (some < least || each <= most)) {
        some = each;
      }
    }
    return some;
  }

  /**
   * How many images make a piece: all, unless less than two rows of tiles stay in a cache. Pieces
   * are equal.
   */
  private int imagesOfPiece() {
    int batch = site.compiler().batch();
    int images = batch;
    for (int parts = 2; 2 * bytes(images) > CACHE && batch / parts >= FEWEST_IMAGES; parts++) {
      images = batch % parts == 0 ? batch / parts : images;
    }
    return images;
  }

  /** Bytes of the results for one row of tiles. */
  private long bytes(int images) {
    Shape maps = site.outputShape();
    long row = (long) images * maps.width() * maps.channels();
    return row * winograd.points() * memory.data_type_size(site.compiler().type());
  }

  private boolean sideBySide(int images) {
    Compiler compiler = site.compiler();
    int width = Math.max(site.inputShape().width(), site.outputShape().width());
    return sideBySide(compiler.type(), compiler.mode(), images, width);
  }

  /**
   * Whether images lie side by side: where there are many for the width of maps. In 32-bit floats
   * the gradient of filters is faster from rows.
   */
  static boolean sideBySide(memory.data_type type, Mode mode, int images, int width) {
    boolean liked = type == memory.data_type.bf16 || !mode.trains();
    return liked && images >= Math.max(SIDE_BY_SIDE, 2 * width);
  }

  /** Convolutions along the rows of one piece. */
  private ConvolutionPrimitives alongRows(boolean shifted) {
    Conv2d row =
        new Conv2d(
            conv.filters(),
            in.size(conv.kernel().width(), 1),
            in.size(conv.stride().width(), 1),
            in.size(conv.padding().width(), 0),
            in.size(conv.dilation().width(), 1),
            1,
            shifted);
    return ConvolutionPrimitives.ofRows(site, row, in.pointDims(), out.pointDims());
  }

  private void forward(Primitive plain, Optional<Tensor> shift) {
    Compiler compiler = site.compiler();
    Primitive shifting = shift.isPresent() ? alongRows(true).forward(compiler.attributes()) : plain;
    Tensor outer = compiler.temporary(out.transformed());
    for (int piece = 0; piece < pieces; piece++) {
      Tensor inner = inners.get(piece);
      transforms.input("forward", piece, source, inner);
      for (int point = 0; point < winograd.points(); point++) {
        Arguments arguments =
            new Arguments()
                .with(dnnl.DNNL_ARG_SRC, in.point(inner, plain.desc().src_desc(), point))
                .with(dnnl.DNNL_ARG_WEIGHTS, forwardFilters.get(point))
                .with(dnnl.DNNL_ARG_DST, out.point(outer, plain.desc().dst_desc(), point));
        if (point == Winograd.SUM) {
          shift.ifPresent(tensor -> arguments.with(dnnl.DNNL_ARG_BIAS, tensor));
        }
        site.emit("forward", Winograd.NAME, point == Winograd.SUM ? shifting : plain, arguments);
      }
      transforms.output("forward", piece, outer, output);
    }
    inners.stream().distinct().forEach(compiler::release);
    compiler.release(outer);
  }

  /**
   * Whether the transformed input is kept for the gradients of filters: where it is small. To
   * transform a larger one again costs less time than to fetch it, and no memory.
   */
  private boolean keeps() {
    return site.compiler().mode().trains() && pieces * in.transformed().get_size() <= CACHE;
  }

  /** Where each piece's transformed input goes: to memory of its own, or all to the same. */
  private List<Tensor> inners() {
    Compiler compiler = site.compiler();
    memory.desc layout = in.transformed();
    return keeps()
        ? Stream.generate(() -> compiler.tensor(layout)).limit(pieces).toList()
        : Collections.nCopies(pieces, compiler.temporary(layout));
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public boolean learns() {
    return true;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean wanted) {
    Compiler compiler = site.compiler();
    boolean trains = compiler.mode().trains();
    Tensor rectified = site.throughRectifier(output, gradient);
    Tensor after = compiler.move(site.name(), rectified, out.maps(compiler.type()));
    Tensor inner = compiler.temporary(in.transformed());
    Tensor outer = compiler.temporary(out.transformed());
    Optional<Weights> weights = trains ? Optional.of(new Weights()) : Optional.empty();
    Optional<Data> data = wanted ? Optional.of(new Data()) : Optional.empty();
    for (int i = 0; i < pieces; i++) {
      int piece = i;
      transforms.outputBackward(trains ? Weights.PASS : Data.PASS, piece, after, outer);
      weights.ifPresent(each -> each.backward(piece, inner, outer));
      data.ifPresent(each -> each.backward(piece, inner, outer));
    }
    compiler.release(after);
    compiler.release(inner);
    compiler.release(outer);
    weights.ifPresent(Weights::end);
    data.ifPresent(Data::end);
    return data.map(each -> each.before);
  }

  /** The way back to filters and bias. */
  private final class Weights {

    private static final String PASS = "backward weights";

    private final Primitive plain = primitive(rows);
    private final Primitive summing = bias.isPresent() ? primitive(alongRows(true)) : plain;
    private final WinogradFilters.Gradients gradients =
        filters.gradients(plain.desc().diff_weights_desc(), bias);

    private Primitive primitive(ConvolutionPrimitives primitives) {
      primitives.forward(site.compiler().attributes());
      return primitives.backwardWeights(site.compiler().attributes());
    }

    private void backward(int piece, Tensor again, Tensor outer) {
      Tensor inner = keeps() ? inners.get(piece) : again;
      if (!keeps()) {
        transforms.input(PASS, piece, source, inner);
      }
      for (int point = 0; point < winograd.points(); point++) {
        Arguments arguments =
            new Arguments()
                .with(dnnl.DNNL_ARG_SRC, in.point(inner, plain.desc().src_desc(), point))
                .with(dnnl.DNNL_ARG_DIFF_DST, out.point(outer, plain.desc().diff_dst_desc(), point))
                .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, gradients.filter(piece, point));
        if (point == Winograd.SUM && bias.isPresent()) {
          arguments.with(dnnl.DNNL_ARG_DIFF_BIAS, gradients.bias(piece));
        }
        site.emit(PASS, Winograd.NAME, point == Winograd.SUM ? summing : plain, arguments);
      }
    }

    private void end() {
      gradients.add(PASS);
    }
  }

  /** The way back to the input. */
  private final class Data {

    private static final String PASS = "backward data";

    private final Primitive primitive = rows.backwardData(site.compiler().attributes());
    private final memory.desc layout = primitive.desc().weights_desc();
    private final boolean same = forwardFilters.get(0).layout().equals(layout);
    private final List<Tensor> used = same ? forwardFilters : filters.in(layout);
    private final Tensor before = site.compiler().tensor(in.maps(site.compiler().type()));

    private void backward(int piece, Tensor inner, Tensor outer) {
      for (int point = 0; point < winograd.points(); point++) {
        site.emit(
            PASS,
            Winograd.NAME,
            primitive,
            new Arguments()
                .with(
                    dnnl.DNNL_ARG_DIFF_DST,
                    out.point(outer, primitive.desc().diff_dst_desc(), point))
                .with(dnnl.DNNL_ARG_WEIGHTS, used.get(point))
                .with(
                    dnnl.DNNL_ARG_DIFF_SRC,
                    in.point(inner, primitive.desc().diff_src_desc(), point)));
      }
      transforms.inputBackward(PASS, piece, inner, before);
    }

    private void end() {
      if (!same) {
        used.forEach(site.compiler()::release);
      }
    }
  }
}
