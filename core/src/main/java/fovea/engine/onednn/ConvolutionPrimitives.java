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

/** A convolution's primitives; every layout is the library's choice. */
final class ConvolutionPrimitives implements WeightedPrimitives {

  private static final algorithm DIRECT = algorithm.convolution_direct;

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

  private ConvolutionPrimitives(Site site, Conv2d conv) {
    Compiler compiler = site.compiler();
    cpu = compiler.library().cpu();
    propagation = site.propagation();
    type = compiler.type();
    outputType = site.outputType();
    sourceDims = Dims.of(compiler.batch(), site.inputShape());
    weightDims = weightDims(conv, site.inputShape().channels());
    bias = WeightedStage.biasDesc(conv.bias(), conv.filters());
    outputDims = site.outputDims();
    strides = Dims.of(conv.stride());
    dilations = Dims.of(new Size(conv.dilation().height() - 1, conv.dilation().width() - 1));
    padding = Dims.of(conv.padding());
  }

  static ConvolutionPrimitives of(Site site, Conv2d conv) {
    return new ConvolutionPrimitives(site, conv);
  }

  private static long[] weightDims(Conv2d conv, int channels) {
    long height = conv.kernel().height();
    long width = conv.kernel().width();
    int groups = conv.groups();
    return groups == 1
        ? new long[] {conv.filters(), channels, height, width}
        : new long[] {groups, conv.filters() / groups, channels / groups, height, width};
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
            Dims.any(sourceDims, type),
            Dims.any(weightDims, type),
            bias,
            Dims.any(outputDims, outputType),
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
            Dims.any(sourceDims, type),
            Dims.any(weightDims, type),
            Dims.any(outputDims, type),
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
            Dims.any(sourceDims, type),
            Dims.any(weightDims, memory.data_type.f32),
            bias,
            Dims.any(outputDims, type),
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
