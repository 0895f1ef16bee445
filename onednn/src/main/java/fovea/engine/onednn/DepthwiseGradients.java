package fovea.engine.onednn;

import fovea.nn.Window;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;

/**
 * The gradients of a depthwise convolution's weights and bias for windows that the library has no
 * fast kernel for, such as those of 7 x 7. The gradient of a weight is the sum, over the positions
 * of the output, of output gradient times the input that the weight met there: a depthwise
 * convolution too, whose filters are the maps of the output gradient, and whose few outputs are the
 * weights' gradients. Its stride is the layer's dilation, and its dilation the layer's stride. In
 * blocks of channels, all images are as one image of all their channels; each gives gradients of
 * its own, whose sum is taken by a product with a row of ones.
 */
final class DepthwiseGradients implements WeightGradients {

  private static final String ALGORITHM = "depthwise";
  private static final String PASS = "backward weights";

  /** Start of the names of the library's kernels for depthwise convolutions. */
  private static final String FAST = "jit_dw";

  /**
   * Layouts in blocks of channels.
   *
   * @param size the number of channels in a block
   * @param maps the layout of feature maps
   * @param filters that of a depthwise convolution's weights: in memory, the same
   */
  private record Blocks(int size, memory.format_tag maps, memory.format_tag filters) {

    private static final Blocks WIDE =
        new Blocks(16, memory.format_tag.nChw16c, memory.format_tag.Goihw16g);
    private static final Blocks NARROW =
        new Blocks(8, memory.format_tag.nChw8c, memory.format_tag.Goihw8g);

    /** The channels of whole blocks that hold so many. */
    long whole(long channels) {
      return (channels + size - 1) / size * size;
    }
  }

  private final Blocks blocks;
  private final memory.data_type type;
  private final long images;
  private final long channels;
  private final memory.desc source;
  private final memory.desc outputGradient;
  private final memory.desc weights;
  private final long positions;
  private final convolution_forward.primitive_desc convolution;

  private DepthwiseGradients(
      Emitter emitter,
      Blocks blocks,
      long[] sourceDims,
      long[] weightDims,
      long[] outputDims,
      Window window) {
    this.blocks = blocks;
    type = emitter.type();
    images = sourceDims[0];
    channels = blocks.whole(sourceDims[1]);
    source = new memory.desc(sourceDims, type, blocks.maps());
    outputGradient = new memory.desc(outputDims, type, blocks.maps());
    weights = new memory.desc(weightDims, memory.data_type.f32, blocks.filters());
    positions = outputDims[2] * outputDims[3];
    long all = images * channels;
    long[] dilations = Dims.of(window.stride());
    convolution =
        new convolution_forward.primitive_desc(
            emitter.library().cpu(),
            prop_kind.forward_inference,
            algorithm.convolution_direct,
            new memory.desc(new long[] {1, all, sourceDims[2], sourceDims[3]}, type, blocks.maps()),
            new memory.desc(
                new long[] {all, 1, 1, outputDims[2], outputDims[3]}, type, blocks.filters()),
            new memory.desc(),
            new memory.desc(
                new long[] {1, all, weightDims[3], weightDims[4]},
                memory.data_type.f32,
                blocks.maps()),
            Dims.of(window.dilation()),
            new long[] {dilations[0] - 1, dilations[1] - 1},
            Dims.of(window.padding()),
            after(sourceDims, weightDims, outputDims, window),
            emitter.attributes(),
            false);
  }

  /**
   * The gradients of a depthwise convolution, if the library has a fast kernel for them.
   *
   * @param weightDims channels x 1 x 1 x height x width
   */
  static Optional<WeightGradients> of(
      Emitter emitter, long[] sourceDims, long[] weightDims, long[] outputDims, Window window) {
    long[] after = after(sourceDims, weightDims, outputDims, window);
    if (Math.min(after[0], after[1]) < 0) {
      return Optional.empty(); // rows or columns of the input that no window meets
    }
    return Stream.of(Blocks.WIDE, Blocks.NARROW)
        .map(
            blocks ->
                new DepthwiseGradients(emitter, blocks, sourceDims, weightDims, outputDims, window))
        .filter(DepthwiseGradients::isFast)
        .<WeightGradients>map(each -> each)
        .findFirst();
  }

  /** The padding below and to the right that gives as many outputs as there are weights. */
  private static long[] after(
      long[] sourceDims, long[] weightDims, long[] outputDims, Window window) {
    long[] strides = Dims.of(window.stride());
    long[] dilations = Dims.of(window.dilation());
    long[] before = Dims.of(window.padding());
    long[] after = new long[2];
    for (int i = 0; i < after.length; i++) {
      long reach =
          (weightDims[3 + i] - 1) * dilations[i] + (outputDims[2 + i] - 1) * strides[i] + 1;
      after[i] = reach - sourceDims[2 + i] - before[i];
    }
    return after;
  }

  private boolean isFast() {
    return isFast(convolution.impl_info_str().getString());
  }

  /** Whether an implementation is one for depthwise convolutions. */
  static boolean isFast(String implementation) {
    return implementation.startsWith(FAST);
  }

  @Override
  public memory.desc source() {
    return source;
  }

  @Override
  public memory.desc outputGradient() {
    return outputGradient;
  }

  @Override
  public memory.desc weights() {
    return weights;
  }

  @Override
  public void emit(
      LayerContext context,
      Tensor input,
      Tensor gradient,
      Tensor weightGradient,
      Optional<Tensor> biasGradient) {
    Emitter emitter = context.emitter();
    Tensor each = images == 1 ? weightGradient : emitter.tensor(convolution.dst_desc());
    context.emit(
        PASS,
        ALGORITHM,
        new Primitive(convolution, new convolution_forward(convolution)),
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, input.as(convolution.src_desc()))
            .with(dnnl.DNNL_ARG_WEIGHTS, gradient.as(convolution.weights_desc()))
            .with(dnnl.DNNL_ARG_DST, each.as(convolution.dst_desc())));
    if (images > 1) {
      long row = weights.get_size() / Float.BYTES;
      sumImages(context, each.as(matrix(images, row, row)), weightGradient.as(matrix(1, row, row)));
    }
    biasGradient.ifPresent(target -> sumPositions(context, gradient, target));
  }

  private void sumPositions(LayerContext context, Tensor gradient, Tensor biasGradient) {
    Emitter emitter = context.emitter();
    long all = images * channels / blocks.size();
    Tensor each = emitter.tensor(matrices(all, 1, blocks.size(), memory.data_type.f32));
    context.emitMatmul(
        ALGORITHM,
        PASS,
        emitter.ones(Math.toIntExact(positions), type).as(matrices(1, 1, positions, type)),
        gradient.as(matrices(all, positions, blocks.size(), type)),
        each,
        emitter.attributes());
    long count = Dims.of(weights)[0];
    sumImages(
        context,
        each.as(matrix(images, count, channels)),
        biasGradient.as(matrix(1, count, count)));
  }

  private void sumImages(LayerContext context, Tensor each, Tensor total) {
    Emitter emitter = context.emitter();
    context.emitMatmul(
        ALGORITHM,
        PASS,
        emitter.ones(Math.toIntExact(images), memory.data_type.f32),
        each,
        total,
        emitter.attributes());
  }

  private static memory.desc matrices(long count, long rows, long columns, memory.data_type type) {
    return Dims.rowMajor(new long[] {count, rows, columns}, type);
  }

  /** A matrix of floats whose rows start at some distance from each other. */
  private static memory.desc matrix(long rows, long columns, long distance) {
    return new memory.desc(
        new long[] {rows, columns}, memory.data_type.f32, new long[] {distance, 1});
  }
}
