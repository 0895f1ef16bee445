package fovea.engine.onednn;

import fovea.nn.Conv2d;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Window;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc;

/** The primitives of a convolution; nearly every layout is the library's choice. */
final class ConvolutionPrimitives implements WeightedPrimitives {

  private static final algorithm DIRECT = algorithm.convolution_direct;

  /**
   * Part of the names of implementations that may leave weight gradients of filter rows that only
   * meet padding as they are in memory (as of release 3.11).
   */
  private static final String PARTIAL = "jit_bf16:";

  /** Part of the names of implementations that are wrong for {@link #isSingleColumn}. */
  private static final String WRONG_FOR_SINGLE_COLUMNS = "brg_conv_fwd";

  /** Largest width of small maps. */
  private static final int SMALL = 14;

  /** Smallest number of channels that counts as many. */
  private static final int MANY = 64;

  private final engine cpu;
  private final prop_kind propagation;
  private final memory.data_type type;
  private final memory.data_type outputType;
  private final long[] sourceDims;
  private final long[] weightDims;
  private final memory.desc bias;
  private final long[] outputDims;
  private final long[] strides;
  private final long[] dilations;
  private final long[] padding;
  private final boolean channelsLast;
  private final Emitter emitter;
  private final Window window;
  private convolution_forward.primitive_desc forwardDesc;

  private ConvolutionPrimitives(
      LayerContext context,
      long[] sourceDims,
      long[] weightDims,
      memory.desc bias,
      long[] outputDims,
      memory.data_type outputType,
      Window window,
      boolean channelsLast) {
    emitter = context.emitter();
    cpu = emitter.library().cpu();
    propagation = context.propagation();
    type = emitter.type();
    this.outputType = outputType;
    this.sourceDims = sourceDims;
    this.weightDims = weightDims;
    this.bias = bias;
    this.outputDims = outputDims;
    this.channelsLast = channelsLast;
    strides = Dims.of(window.stride());
    dilations = Dims.of(new Size(window.dilation().height() - 1, window.dilation().width() - 1));
    padding = Dims.of(window.padding());
    this.window = window;
  }

  private static Size size(long[] dims) {
    return new Size((int) dims[dims.length - 2], (int) dims[dims.length - 1]);
  }

  /**
   * @param shifted whether the forward pass adds a bias
   */
  static ConvolutionPrimitives of(LayerContext context, Conv2d conv, boolean shifted) {
    long[] sourceDims = Dims.of(context.emitter().batch(), context.inputShape());
    return new ConvolutionPrimitives(
        context,
        sourceDims,
        weightDims(conv, context.inputShape().channels()),
        Dims.bias(shifted, conv.filters()),
        context.outputDims(),
        context.outputType(),
        conv.window().orElseThrow(),
        channelsLast(context));
  }

  /**
   * A channels-last convolution along rows only.
   *
   * @param row the convolution along a row
   * @param sourceDims the dimensions of the rows of the input
   * @param outputDims the dimensions of the rows of the output
   */
  static ConvolutionPrimitives ofRows(
      LayerContext context, Conv2d row, long[] sourceDims, long[] outputDims) {
    return new ConvolutionPrimitives(
        context,
        sourceDims,
        weightDims(row, context.inputShape().channels()),
        Dims.bias(row.bias(), row.filters()),
        outputDims,
        context.emitter().type(),
        row.window().orElseThrow(),
        true);
  }

  private static long[] weightDims(Conv2d conv, int channels) {
    long height = conv.kernel().height();
    long width = conv.kernel().width();
    int groups = conv.groups();
    return groups == 1
        ? new long[] {conv.filters(), channels, height, width}
        : new long[] {groups, conv.filters() / groups, channels / groups, height, width};
  }

  /**
   * Whether to use the channels-last layout instead of the library's choice: for small maps with
   * many channels in f32. The channels-last kernels treat all positions of a map as one row,
   * whereas those of the blocked layout leave registers partly empty at the end of each short row;
   * channels-last was measured 10 to 20 % faster in each of the three passes.
   */
  private static boolean channelsLast(LayerContext context) {
    Shape in = context.inputShape();
    Shape out = context.outputShape();
    boolean small = Math.max(in.width(), out.width()) <= SMALL;
    boolean many = Math.min(in.channels(), out.channels()) >= MANY;
    return small && many && context.emitter().type() == memory.data_type.f32;
  }

  private memory.desc maps(long[] dims, memory.data_type numbers) {
    return channelsLast ? Dims.channelsLast(dims, numbers) : Dims.any(dims, numbers);
  }

  @Override
  public long[] weightDims() {
    return weightDims;
  }

  @Override
  public Primitive forward(primitive_attr attributes) {
    forwardDesc =
        new convolution_forward.primitive_desc(
            cpu,
            propagation,
            DIRECT,
            maps(sourceDims, type),
            Dims.any(weightDims, type),
            bias,
            maps(outputDims, outputType),
            strides,
            dilations,
            padding,
            padding,
            attributes,
            false);
    if (isSingleColumn()) {
      skip(forwardDesc, WRONG_FOR_SINGLE_COLUMNS);
    }
    return new Primitive(forwardDesc, new convolution_forward(forwardDesc));
  }

  /**
   * Whether each group has one input channel, and outputs one column with a horizontal stride: a
   * forward kernel of the library is wrong then (as of release 3.11).
   */
  private boolean isSingleColumn() {
    return sourceChannels() == 1 && size(outputDims).width() == 1 && window.stride().width() > 1;
  }

  private long sourceChannels() {
    return weightDims[weightDims.length - 3];
  }

  @Override
  public Primitive backwardData(primitive_attr attributes) {
    convolution_backward_data.primitive_desc desc =
        new convolution_backward_data.primitive_desc(
            cpu,
            DIRECT,
            maps(sourceDims, type),
            Dims.any(weightDims, type),
            maps(outputDims, type),
            strides,
            dilations,
            padding,
            padding,
            forwardDesc,
            attributes,
            false);
    return new Primitive(desc, new convolution_backward_data(desc));
  }

  @Override
  public Primitive backwardWeights(primitive_attr attributes) {
    convolution_backward_weights.primitive_desc desc =
        new convolution_backward_weights.primitive_desc(
            cpu,
            DIRECT,
            maps(sourceDims, type),
            Dims.any(weightDims, memory.data_type.f32),
            bias,
            maps(outputDims, type),
            strides,
            dilations,
            padding,
            padding,
            forwardDesc,
            attributes,
            false);
    if (!window.meetsInput(size(outputDims), size(sourceDims))) {
      skip(desc, PARTIAL);
    }
    return new Primitive(desc, new convolution_backward_weights(desc));
  }

  @Override
  public WeightGradients weightGradients(primitive_attr attributes) {
    PrimitiveGradients gradients = new PrimitiveGradients(backwardWeights(attributes));
    boolean depthwise = weightDims.length == 5 && weightDims[1] == 1 && weightDims[2] == 1;
    if (!depthwise || DepthwiseGradients.isFast(gradients.primitive().implementation())) {
      return gradients;
    }
    return DepthwiseGradients.of(emitter, sourceDims, weightDims, outputDims, window)
        .orElse(gradients);
  }

  /** Selects the first implementation of which a name is no part. */
  private static void skip(primitive_desc desc, String name) {
    boolean more = true;
    while (more && desc.impl_info_str().getString().contains(name)) {
      more = desc.next_impl();
    }
  }
}
