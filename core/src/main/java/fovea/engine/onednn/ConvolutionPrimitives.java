package fovea.engine.onednn;

import fovea.nn.Conv2d;
import fovea.nn.Size;
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
  private convolution_forward.primitive_desc hint;

  private ConvolutionPrimitives(Site site, Conv2d conv, boolean shifted) {
    Compiler compiler = site.compiler();
    cpu = compiler.library().cpu();
    propagation = site.propagation();
    type = compiler.type();
    outputType = site.outputType();
    sourceDims = Dims.of(compiler.batch(), site.inputShape());
    weightDims = weightDims(conv, site.inputShape().channels());
    bias = WeightedStage.biasDesc(shifted, conv.filters());
    outputDims = site.outputDims();
    strides = Dims.of(conv.stride());
    dilations = Dims.of(new Size(conv.dilation().height() - 1, conv.dilation().width() - 1));
    padding = Dims.of(conv.padding());
  }

  /**
   * @param shifted whether the forward pass adds a number to each channel
   */
  static ConvolutionPrimitives of(Site site, Conv2d conv, boolean shifted) {
    return new ConvolutionPrimitives(site, conv, shifted);
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
   * The layout of feature maps: the library's choice, but channels last for small maps of many
   * channels in 32-bit floats. Its kernels for that layout take all positions of a map as one row,
   * where those for its own choice leave registers empty at the end of each short row: they were 10
   * to 20 % faster in each of the three passes.
   */
  private memory.desc maps(long[] dims, memory.data_type numbers) {
    boolean small = Math.max(sourceDims[3], outputDims[3]) <= SMALL;
    boolean many = Math.min(sourceDims[1], outputDims[1]) >= MANY;
    return small && many && type == memory.data_type.f32
        ? new memory.desc(dims, numbers, memory.format_tag.nhwc)
        : Dims.any(dims, numbers);
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
