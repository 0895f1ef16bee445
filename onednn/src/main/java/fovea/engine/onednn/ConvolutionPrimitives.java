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

/** A convolution's primitives; nearly every layout is the library's choice. */
final class ConvolutionPrimitives implements WeightedPrimitives {

  private static final algorithm DIRECT = algorithm.convolution_direct;

  /** The width up to which maps are small. */
  private static final int SMALL = 14;

  /** The number of channels from which they are many. */
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
  private convolution_forward.primitive_desc hint;

  private ConvolutionPrimitives(
      Site site,
      long[] sourceDims,
      long[] weightDims,
      memory.desc bias,
      long[] outputDims,
      memory.data_type outputType,
      Window window,
      boolean channelsLast) {
    Compiler compiler = site.compiler();
    cpu = compiler.library().cpu();
    propagation = site.propagation();
    type = compiler.type();
    this.outputType = outputType;
    this.sourceDims = sourceDims;
    this.weightDims = weightDims;
    this.bias = bias;
    this.outputDims = outputDims;
    this.channelsLast = channelsLast;
    strides = Dims.of(window.stride());
    dilations = Dims.of(new Size(window.dilation().height() - 1, window.dilation().width() - 1));
    padding = Dims.of(window.padding());
  }

  /**
   * @param shifted whether the forward pass adds a number to each channel
   */
  static ConvolutionPrimitives of(Site site, Conv2d conv, boolean shifted) {
    long[] sourceDims = Dims.of(site.compiler().batch(), site.inputShape());
    return new ConvolutionPrimitives(
        site,
        sourceDims,
        weightDims(conv, site.inputShape().channels()),
        WeightedStage.biasDesc(shifted, conv.filters()),
        site.outputDims(),
        site.outputType(),
        conv.window().orElseThrow(),
        channelsLast(site));
  }

  /**
   * A convolution along rows only, channels last.
   *
   * @param row the convolution along one
   * @param sourceDims the dimensions in which rows of input are seen
   * @param outputDims those of rows of output
   */
  static ConvolutionPrimitives ofRows(Site site, Conv2d row, long[] sourceDims, long[] outputDims) {
    return new ConvolutionPrimitives(
        site,
        sourceDims,
        weightDims(row, site.inputShape().channels()),
        WeightedStage.biasDesc(row.bias(), row.filters()),
        outputDims,
        site.compiler().type(),
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
   * Whether channels come last, and otherwise where the library likes them: for small maps of many
   * channels in 32-bit floats. Its kernels for that layout take all positions of a map as one row,
   * where those for its own choice leave registers empty at the end of each short row: they were 10
   * to 20 % faster in each of the three passes.
   */
  private static boolean channelsLast(Site site) {
    Shape in = site.inputShape();
    Shape out = site.outputShape();
    boolean small = Math.max(in.width(), out.width()) <= SMALL;
    boolean many = Math.min(in.channels(), out.channels()) >= MANY;
    return small && many && site.compiler().type() == memory.data_type.f32;
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
    hint =
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
    return new Primitive(hint, new convolution_forward(hint));
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
            hint,
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
            hint,
            attributes,
            false);
    return new Primitive(desc, new convolution_backward_weights(desc));
  }
}
