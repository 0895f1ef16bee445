package fovea.engine.onednn;

import fovea.engine.Mode;
import fovea.engine.onednn.plan.Winograd;
import fovea.nn.Conv2d;
import fovea.nn.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * A convolution computed with {@link Winograd}'s algorithm along columns, with a fused ReLU if one
 * follows and, in evaluation, a folded batch normalisation.
 *
 * <p>Maps are channels-last, so that transforming columns is a matrix product. The stage works on
 * chunks, a few rows of tiles of many images, that stay in the cache: a matrix product transforms
 * the input rows of a chunk, a convolution along rows follows for each point, and a second product
 * yields the output rows. The backward pass is the transpose of the three.
 */
final class WinogradStage implements Stage {

  /** Bytes that fit into the cache of a current processor. */
  private static final long CACHE = 5L << 20;

  /** Smallest number of images per chunk, if the batch has more. */
  private static final int MIN_IMAGES = 64;

  /** Largest number of rows of tiles per chunk, unless the filters are larger than the maps. */
  private static final int MAX_ROWS = 4;

  /** Smallest number of images for which the HWNC layout pays. */
  private static final int MIN_HWNC_IMAGES = 32;

  private final LayerContext context;
  private final Winograd winograd;
  private final Conv2d conv;
  private final int chunks;
  private final WinogradLayout in;
  private final WinogradLayout out;
  private final WinogradTransforms transforms;
  private final WinogradFilters filters;
  private final ConvolutionPrimitives rows;
  private final Optional<MasterParameter> bias;
  private final List<Tensor> forwardFilters;
  private final Tensor source;
  private final List<Tensor> transformedInputs;
  private final Tensor output;

  private WinogradStage(LayerContext context, Conv2d conv, Winograd winograd) {
    this.context = context;
    this.winograd = winograd;
    this.conv = conv;
    Emitter emitter = context.emitter();
    int tiles = winograd.tiles(context.outputShape().height());
    int images = imagesPerChunk();
    int rowsPerChunk = rowsPerChunk(tiles, images);
    chunks = tiles / rowsPerChunk * (emitter.batch() / images);
    boolean hwnc = hwnc(images);
    int points = winograd.points();
    in = new WinogradLayout(emitter, context.inputShape(), points, rowsPerChunk, images, hwnc);
    out = new WinogradLayout(emitter, context.outputShape(), points, rowsPerChunk, images, hwnc);
    transforms = new WinogradTransforms(context, winograd, conv, in, out);
    bias = conv.bias() ? Optional.of(context.perChannel("bias")) : Optional.empty();
    Optional<FoldedBatchNorm> norm =
        context.node().norm().map(each -> FoldedBatchNorm.of(context, each, bias));
    rows = alongRows(false);
    Primitive plain = rows.forward(emitter.attributes());
    filters =
        new WinogradFilters(
            context, winograd, conv, in.size(conv.kernel().width(), 1), chunks, norm);
    forwardFilters = filters.in(plain.desc().weights_desc());
    source = emitter.convert(context.name(), "reorder", context.input(), in.maps(emitter.type()));
    transformedInputs = transformedInputs();
    output = context.output(out.maps(context.outputType()));
    forward(plain, norm.map(FoldedBatchNorm::bias).or(() -> bias.map(MasterParameter::tensor)));
  }

  static Stage lower(LayerContext context, Conv2d conv, Winograd winograd) {
    return new WinogradStage(context, conv, winograd);
  }

  /**
   * The number of rows of tiles per chunk: as many as fit into the cache, but more if the filters
   * are larger than the maps, since every chunk reads all filters and writes their gradients. All
   * chunks are equal.
   */
  private int rowsPerChunk(int tiles, int images) {
    Shape maps = context.outputShape();
    long row = (long) images * maps.width() * maps.channels();
    long filter = (long) conv.filters() * context.inputShape().channels() * conv.kernel().width();
    long most = Math.min(MAX_ROWS, CACHE / bytes(images));
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
   * The number of images per chunk: all of the batch, unless fewer than two rows of tiles fit into
   * the cache. All chunks are equal.
   */
  private int imagesPerChunk() {
    int batch = context.emitter().batch();
    int images = batch;
    for (int parts = 2; 2 * bytes(images) > CACHE && batch / parts >= MIN_IMAGES; parts++) {
      images = batch % parts == 0 ? batch / parts : images;
    }
    return images;
  }

  /** Bytes of the transformed output of one row of tiles. */
  private long bytes(int images) {
    Shape maps = context.outputShape();
    long row = (long) images * maps.width() * maps.channels();
    return row * winograd.points() * memory.data_type_size(context.emitter().type());
  }

  private boolean hwnc(int images) {
    Emitter emitter = context.emitter();
    int width = Math.max(context.inputShape().width(), context.outputShape().width());
    return hwnc(emitter.type(), emitter.mode(), images, width);
  }

  /**
   * Whether to use the HWNC layout: if there are many images relative to the width of the maps. In
   * f32 training the weight gradient is faster in NHWC.
   */
  static boolean hwnc(memory.data_type type, Mode mode, int images, int width) {
    boolean liked = type == memory.data_type.bf16 || !mode.trains();
    return liked && images >= Math.max(MIN_HWNC_IMAGES, 2 * width);
  }

  /** The convolutions along the rows of a chunk. */
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
    return ConvolutionPrimitives.ofRows(context, row, in.pointDims(), out.pointDims());
  }

  private void forward(Primitive plain, Optional<Tensor> shift) {
    Emitter emitter = context.emitter();
    Primitive shifting = shift.isPresent() ? alongRows(true).forward(emitter.attributes()) : plain;
    Tensor transformedOutput = emitter.tensor(out.transformed());
    for (int chunk = 0; chunk < chunks; chunk++) {
      Tensor transformedInput = transformedInputs.get(chunk);
      transforms.input("forward", chunk, source, transformedInput);
      for (int point = 0; point < winograd.points(); point++) {
        Arguments arguments =
            new Arguments()
                .with(dnnl.DNNL_ARG_SRC, in.point(transformedInput, plain.desc().src_desc(), point))
                .with(dnnl.DNNL_ARG_WEIGHTS, forwardFilters.get(point))
                .with(
                    dnnl.DNNL_ARG_DST,
                    out.point(transformedOutput, plain.desc().dst_desc(), point));
        if (point == Winograd.SUM) {
          shift.ifPresent(tensor -> arguments.with(dnnl.DNNL_ARG_BIAS, tensor));
        }
        context.emit("forward", Winograd.NAME, point == Winograd.SUM ? shifting : plain, arguments);
      }
      transforms.output("forward", chunk, transformedOutput, output);
    }
  }

  /**
   * Whether the transformed input is kept for the weight gradient: only if it is small.
   * Transforming a larger one again takes less time than reading it from memory, and no memory.
   */
  private boolean keepsTransformedInput() {
    return trainable() && chunks * in.transformed().get_size() <= CACHE;
  }

  /**
   * The tensors for the transformed input of each chunk: one each if they are kept, otherwise one
   * for all.
   */
  private List<Tensor> transformedInputs() {
    Emitter emitter = context.emitter();
    memory.desc layout = in.transformed();
    return keepsTransformedInput()
        ? Stream.generate(() -> emitter.tensor(layout)).limit(chunks).toList()
        : Collections.nCopies(chunks, emitter.tensor(layout));
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public boolean trainable() {
    return context.trainsAny("weight", "bias");
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Emitter emitter = context.emitter();
    boolean trains = trainable();
    Tensor linearGradient = ActivationStage.backwardThroughRelu(context, output, gradient);
    Tensor outputGradient =
        emitter.convert(context.name(), "reorder", linearGradient, out.maps(emitter.type()));
    Tensor transformedInput = emitter.tensor(in.transformed());
    Tensor transformedOutput = emitter.tensor(out.transformed());
    Optional<Weights> weights = trains ? Optional.of(new Weights()) : Optional.empty();
    Optional<Data> data = inputGradientNeeded ? Optional.of(new Data()) : Optional.empty();
    for (int i = 0; i < chunks; i++) {
      int chunk = i;
      transforms.outputBackward(
          trains ? Weights.PASS : Data.PASS, chunk, outputGradient, transformedOutput);
      weights.ifPresent(each -> each.backward(chunk, transformedInput, transformedOutput));
      data.ifPresent(each -> each.backward(chunk, transformedInput, transformedOutput));
    }
    weights.ifPresent(Weights::end);
    return data.map(each -> each.inputGradient);
  }

  /** The backward pass to filters and bias. */
  private final class Weights {

    private static final String PASS = "backward weights";

    private final Primitive plain = primitive(rows);
    private final Primitive summing = bias.isPresent() ? primitive(alongRows(true)) : plain;
    private final WinogradFilters.Gradients gradients =
        filters.gradients(plain.desc().diff_weights_desc(), bias);

    private Primitive primitive(ConvolutionPrimitives primitives) {
      primitives.forward(context.emitter().attributes());
      return primitives.backwardWeights(context.emitter().attributes());
    }

    private void backward(int chunk, Tensor again, Tensor transformedOutput) {
      Tensor transformedInput = keepsTransformedInput() ? transformedInputs.get(chunk) : again;
      if (!keepsTransformedInput()) {
        transforms.input(PASS, chunk, source, transformedInput);
      }
      for (int point = 0; point < winograd.points(); point++) {
        Arguments arguments =
            new Arguments()
                .with(dnnl.DNNL_ARG_SRC, in.point(transformedInput, plain.desc().src_desc(), point))
                .with(
                    dnnl.DNNL_ARG_DIFF_DST,
                    out.point(transformedOutput, plain.desc().diff_dst_desc(), point))
                .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, gradients.filter(chunk, point));
        if (point == Winograd.SUM && bias.isPresent()) {
          arguments.with(dnnl.DNNL_ARG_DIFF_BIAS, gradients.bias(chunk));
        }
        context.emit(PASS, Winograd.NAME, point == Winograd.SUM ? summing : plain, arguments);
      }
    }

    private void end() {
      gradients.add(PASS);
    }
  }

  /** The backward pass to the input. */
  private final class Data {

    private static final String PASS = "backward data";

    private final Primitive primitive = rows.backwardData(context.emitter().attributes());
    private final memory.desc layout = primitive.desc().weights_desc();
    private final boolean same = forwardFilters.get(0).layout().equals(layout);
    private final List<Tensor> used = same ? forwardFilters : filters.in(layout);
    private final Tensor inputGradient =
        context.emitter().tensor(in.maps(context.emitter().type()));

    private void backward(int chunk, Tensor transformedInput, Tensor transformedOutput) {
      for (int point = 0; point < winograd.points(); point++) {
        context.emit(
            PASS,
            Winograd.NAME,
            primitive,
            new Arguments()
                .with(
                    dnnl.DNNL_ARG_DIFF_DST,
                    out.point(transformedOutput, primitive.desc().diff_dst_desc(), point))
                .with(dnnl.DNNL_ARG_WEIGHTS, used.get(point))
                .with(
                    dnnl.DNNL_ARG_DIFF_SRC,
                    in.point(transformedInput, primitive.desc().diff_src_desc(), point)));
      }
      transforms.inputBackward(PASS, chunk, transformedInput, inputGradient);
    }
  }
}
