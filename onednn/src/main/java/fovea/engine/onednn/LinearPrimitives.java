package fovea.engine.onednn;

import fovea.nn.Linear;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;

/**
 * The primitives of a fully connected layer. After a flatten they read the feature maps directly:
 * the weights then have the dimensions of the maps, whose row-major order is the same.
 */
final class LinearPrimitives implements WeightedPrimitives {

  private final engine cpu;
  private final prop_kind propagation;
  private final memory.data_type type;
  private final memory.data_type outputType;
  private final long[] sourceDims;
  private final long[] weightDims;
  private final memory.desc bias;
  private final long[] outputDims;
  private inner_product_forward.primitive_desc forwardDesc;

  private LinearPrimitives(LayerContext context, Linear linear) {
    Emitter emitter = context.emitter();
    cpu = emitter.library().cpu();
    propagation = context.propagation();
    type = emitter.type();
    outputType = context.outputType();
    sourceDims = Dims.of(emitter.batch(), context.inputShape());
    weightDims = Dims.of(linear.features(), context.inputShape());
    bias = Dims.bias(linear.bias(), linear.features());
    outputDims = context.outputDims();
  }

  static LinearPrimitives of(LayerContext context, Linear linear) {
    return new LinearPrimitives(context, linear);
  }

  @Override
  public long[] weightDims() {
    return weightDims;
  }

  @Override
  public Primitive forward(primitive_attr attributes) {
    forwardDesc =
        new inner_product_forward.primitive_desc(
            cpu,
            propagation,
            Dims.any(sourceDims, type),
            Dims.any(weightDims, type),
            bias,
            Dims.any(outputDims, outputType),
            attributes,
            false);
    return new Primitive(forwardDesc, new inner_product_forward(forwardDesc));
  }

  @Override
  public Primitive backwardData(primitive_attr attributes) {
    inner_product_backward_data.primitive_desc desc =
        new inner_product_backward_data.primitive_desc(
            cpu,
            Dims.any(sourceDims, type),
            Dims.any(weightDims, type),
            Dims.any(outputDims, type),
            forwardDesc,
            attributes,
            false);
    return new Primitive(desc, new inner_product_backward_data(desc));
  }

  @Override
  public Primitive backwardWeights(primitive_attr attributes) {
    inner_product_backward_weights.primitive_desc desc =
        new inner_product_backward_weights.primitive_desc(
            cpu,
            Dims.any(sourceDims, type),
            Dims.any(weightDims, memory.data_type.f32),
            bias,
            Dims.any(outputDims, type),
            forwardDesc,
            attributes,
            false);
    return new Primitive(desc, new inner_product_backward_weights(desc));
  }
}
