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
  private final Optional<WeightGradients> gradients;
  private final MasterParameter weight;
  private final Optional<MasterParameter> bias;
  private final Optional<FoldedBatchNorm> norm;
  private final Tensor source;
  private final Tensor weights;
  private final Tensor output;

  private WeightedStage(LayerContext context, WeightedPrimitives primitives, boolean biased) {
    this.context = context;
    this.primitives = primitives;
    Emitter emitter = context.emitter();
    Primitive forward = primitives.forward(context.attributes());
    gradients =
        context.trainsAny("weight", "bias")
            ? Optional.of(primitives.weightGradients(emitter.attributes()))
            : Optional.empty();
    memory.desc layout =
        gradients
            .map(WeightGradients::weights)
            .orElseGet(() -> Dims.rowMajor(primitives.weightDims(), memory.data_type.f32));
    weight = context.parameter("weight", primitives.weightDims(), layout);
    bias = biased ? Optional.of(context.perChannel("bias")) : Optional.empty();
    norm = context.node().norm().map(each -> FoldedBatchNorm.of(context, each, bias));
    source = emitter.convert(context.name(), "reorder", context.input(), forward.desc().src_desc());
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

  static Stage lower(LayerContext context, Conv2d conv) {
    boolean shifted = conv.bias() || context.node().norm().isPresent();
    return new WeightedStage(
        context, ConvolutionPrimitives.of(context, conv, shifted), conv.bias());
  }

  static Stage lower(LayerContext context, Linear linear) {
    return new WeightedStage(context, LinearPrimitives.of(context, linear), linear.bias());
  }

  private Tensor weights(memory.desc layout) {
    Emitter emitter = context.emitter();
    return norm.map(
            each ->
                context.prepared(
                    context.name() + ".weight folded",
                    layout,
                    target -> each.scale(weight.tensor(), target)))
        .orElseGet(() -> weight.in(emitter, context.name(), layout));
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public boolean trainable() {
    return gradients.isPresent();
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Emitter emitter = context.emitter();
    Tensor linearGradient = ActivationStage.backwardThroughRelu(context, output, gradient);
    if (gradients.isPresent()) {
      memory.desc layout = gradients.get().outputGradient();
      linearGradient = emitter.convert(context.name(), "reorder", linearGradient, layout);
      backwardWeights(gradients.get(), linearGradient);
    }
    return inputGradientNeeded ? Optional.of(backwardData(linearGradient)) : Optional.empty();
  }

  private void backwardWeights(WeightGradients gradients, Tensor outputGradient) {
    Emitter emitter = context.emitter();
    Tensor target = context.gradientOf("weight", weight);
    memory.desc given = gradients.weights();
    Tensor computed = target.layout().equals(given) ? target : emitter.tensor(given);
    gradients.emit(
        context,
        emitter.convert(context.name(), "reorder", source, gradients.source()),
        outputGradient,
        computed,
        bias.map(variable -> context.gradientOf("bias", variable)));
    emitter.copy(context.name(), "reorder weights", computed, target);
  }

  private Tensor backwardData(Tensor gradient) {
    Emitter emitter = context.emitter();
    Primitive primitive = primitives.backwardData(emitter.attributes());
    Tensor outputGradient =
        emitter.convert(context.name(), "reorder", gradient, primitive.desc().diff_dst_desc());
    memory.desc layout = primitive.desc().weights_desc();
    Tensor converted = weights.layout().equals(layout) ? weights : weights(layout);
    Tensor inputGradient = emitter.tensor(primitive.desc().diff_src_desc());
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
