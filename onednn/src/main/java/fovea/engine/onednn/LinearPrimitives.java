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
 * A fully connected layer's primitives. Behind a flattening they take the feature maps as they are:
 * the weights then have the maps' dimensions, which row-major is the same.
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
  private inner_product_forward.primitive_desc hint;

  private LinearPrimitives(Site site, Linear linear) {
    Compiler compiler = site.compiler();
    cpu = compiler.library().cpu();
    propagation = site.propagation();
    type = compiler.type();
    outputType = site.outputType();
    sourceDims = Dims.of(compiler.batch(), site.inputShape());
    weightDims = Dims.of(linear.features(), site.inputShape());
    bias = WeightedStage.biasDesc(linear.bias(), linear.features());
    outputDims = site.outputDims();
  }

  static LinearPrimitives of(Site site, Linear linear) {
    return new LinearPrimitives(site, linear);
  }

  @Override
  public long[] weightDims() {
    return weightDims;
  }

  @Override
  public Primitive forward(primitive_attr attributes) {
    hint =
        new inner_product_forward.primitive_desc(
            cpu,
            propagation,
            Dims.any(sourceDims, type),
            Dims.any(weightDims, type),
            bias,
            Dims.any(outputDims, outputType),
            attributes,
            false);
    return new Primitive(hint, new inner_product_forward(hint));
  }

  @Override
  public Primitive backwardData(primitive_attr attributes) {
    inner_product_backward_data.primitive_desc desc =
        new inner_product_backward_data.primitive_desc(
            cpu,
            Dims.any(sourceDims, type),
            Dims.any(weightDims, type),
            Dims.any(outputDims, type),
            hint,
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
            hint,
            attributes,
            false);
    return new Primitive(desc, new inner_product_backward_weights(desc));
  }
}
