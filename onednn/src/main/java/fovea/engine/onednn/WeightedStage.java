package fovea.engine.onednn;

import fovea.nn.Conv2d;
import fovea.nn.Linear;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * A convolution or linear layer with a fused ReLU if one follows and, in evaluation, a folded batch
 * normalisation.
 */
final class WeightedStage implements Stage {

  private final LayerContext context;
  private final WeightedPrimitives primitives;
  private final Optional<Primitive> backwardWeights;
  private final MasterParameter weight;
  private final Optional<MasterParameter> bias;
  private final Optional<FoldedBatchNorm> norm;
  private final Tensor source;
  private final Tensor weights;
  private final Tensor output;

  private WeightedStage(
      LayerContext context,
      WeightedPrimitives primitives,
      boolean biased,
      Optional<FoldedBatchNorm.Source> folded) {
    this.context = context;
    this.primitives = primitives;
    Compiler compiler = context.compiler();
    Primitive forward = primitives.forward(context.attributes());
    backwardWeights =
        context.trainsAny("weight", "bias")
            ? Optional.of(primitives.backwardWeights(compiler.attributes()))
            : Optional.empty();
    memory.desc layout =
        backwardWeights
            .map(primitive -> primitive.desc().diff_weights_desc())
            .orElseGet(() -> Dims.rowMajor(primitives.weightDims(), memory.data_type.f32));
    weight = compiler.parameter(context.name() + ".weight", primitives.weightDims(), layout);
    bias = biased ? Optional.of(context.perChannel("bias")) : Optional.empty();
    norm = folded.map(each -> FoldedBatchNorm.of(context, each, bias));
    source =
        compiler.convert(context.name(), "reorder", context.input(), forward.desc().src_desc());
    weights = weights(forward.desc().weights_desc());
    output = context.output(forward.desc().dst_desc());
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, source)
            .with(dnnl.DNNL_ARG_WEIGHTS, weights)
            .with(dnnl.DNNL_ARG_DST, output);
    norm.map(FoldedBatchNorm::bias)
        .or(() -> bias.map(MasterParameter::tensor))
        .ifPresent(tensor -> arguments.with(dnnl.DNNL_ARG_BIAS, tensor));
    context.emit("forward", forward, arguments);
  }

  static Stage lower(LayerContext context, Conv2d conv, Optional<FoldedBatchNorm.Source> norm) {
    boolean shifted = conv.bias() || norm.isPresent();
    return new WeightedStage(
        context, ConvolutionPrimitives.of(context, conv, shifted), conv.bias(), norm);
  }

  static Stage lower(LayerContext context, Linear linear) {
    return new WeightedStage(
        context, LinearPrimitives.of(context, linear), linear.bias(), Optional.empty());
  }

  /** The memory descriptor of a bias; an empty one if there is none. */
  static memory.desc biasDesc(boolean biased, int channels) {
    return biased ? Dims.rowMajor(new long[] {channels}, memory.data_type.f32) : new memory.desc();
  }

  private Tensor weights(memory.desc layout) {
    Compiler compiler = context.compiler();
    return norm.map(
            each ->
                compiler.prepared(
                    context.name() + ".weight folded",
                    layout,
                    target -> each.scale(weight.tensor(), target)))
        .orElseGet(() -> weight.in(compiler, context.name(), layout));
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public boolean trainable() {
    return backwardWeights.isPresent();
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Compiler compiler = context.compiler();
    Tensor linearGradient = context.backwardThroughRelu(output, gradient);
    if (backwardWeights.isPresent()) {
      Primitive primitive = backwardWeights.get();
      linearGradient =
          compiler.convert(
              context.name(), "reorder", linearGradient, primitive.desc().diff_dst_desc());
      backwardWeights(primitive, linearGradient);
    }
    return inputGradientNeeded ? Optional.of(backwardData(linearGradient)) : Optional.empty();
  }

  private void backwardWeights(Primitive primitive, Tensor gradient) {
    Compiler compiler = context.compiler();
    Tensor target = context.gradientOf("weight", weight);
    memory.desc given = primitive.desc().diff_weights_desc();
    Tensor computed = target.layout().equals(given) ? target : compiler.tensor(given);
    Tensor converted =
        compiler.convert(context.name(), "reorder", source, primitive.desc().src_desc());
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, converted)
            .with(dnnl.DNNL_ARG_DIFF_DST, gradient)
            .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, computed);
    bias.ifPresent(
        variable -> arguments.with(dnnl.DNNL_ARG_DIFF_BIAS, context.gradientOf("bias", variable)));
    context.emit("backward weights", primitive, arguments);
    compiler.copy(context.name(), "reorder weights", computed, target);
  }

  private Tensor backwardData(Tensor gradient) {
    Compiler compiler = context.compiler();
    Primitive primitive = primitives.backwardData(compiler.attributes());
    Tensor outputGradient =
        compiler.convert(context.name(), "reorder", gradient, primitive.desc().diff_dst_desc());
    memory.desc layout = primitive.desc().weights_desc();
    Tensor converted = weights.layout().equals(layout) ? weights : weights(layout);
    Tensor inputGradient = compiler.tensor(primitive.desc().diff_src_desc());
    context.emit(
        "backward data",
        primitive,
        new Arguments()
            .with(dnnl.DNNL_ARG_DIFF_DST, outputGradient)
            .with(dnnl.DNNL_ARG_WEIGHTS, converted)
            .with(dnnl.DNNL_ARG_DIFF_SRC, inputGradient));
    return inputGradient;
  }
}
