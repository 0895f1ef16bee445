package fovea.engine.onednn;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;

/**
 * Multiplication of each channel by its factor: to the library, a batch normalisation with the mean
 * 0 and the variance 1, whose backward pass reads the maps once for both gradients.
 */
final class LayerScaleStage implements Stage {

  private static final int FLAGS =
      normalization_flags.use_scale.value | normalization_flags.use_global_stats.value;

  /**
   * What the library adds to the variance, which is so much less than 1. It is not 0: channels that
   * fill a block have the variance 0.
   */
  private static final float EPSILON = 0.5f;

  private final LayerContext context;
  private final MasterParameter factor;
  private final Tensor mean;
  private final Tensor variance;
  private final batch_normalization_forward.primitive_desc desc;
  private final Tensor output;

  private LayerScaleStage(LayerContext context) {
    this.context = context;
    Emitter emitter = context.emitter();
    int channels = context.inputShape().channels();
    factor = context.perChannel("");
    memory.desc statistics = factor.tensor().layout();
    mean = emitter.constant(statistics, new float[channels]);
    float[] rest = new float[channels];
    Arrays.fill(rest, 1 - EPSILON);
    variance = emitter.constant(statistics, rest);
    memory.desc layout = input().layout();
    desc =
        new batch_normalization_forward.primitive_desc(
            emitter.library().cpu(),
            context.propagation().value,
            layout,
            layout,
            EPSILON,
            FLAGS,
            emitter.attributes(),
            false);
    output = emitter.tensor(context.input().layout());
    context.emit(
        "forward",
        new Primitive(desc, new batch_normalization_forward(desc)),
        arguments().with(dnnl.DNNL_ARG_DST, BatchNormStage.kernelView(output)));
  }

  static Stage lower(LayerContext context) {
    return new LayerScaleStage(context);
  }

  private Tensor input() {
    return BatchNormStage.kernelView(context.input());
  }

  private Arguments arguments() {
    return new Arguments()
        .with(dnnl.DNNL_ARG_SRC, input())
        .with(dnnl.DNNL_ARG_MEAN, mean)
        .with(dnnl.DNNL_ARG_VARIANCE, variance)
        .with(dnnl.DNNL_ARG_SCALE, factor.tensor());
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public boolean trainable() {
    return context.trainsAny("");
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Emitter emitter = context.emitter();
    Tensor outputGradient = emitter.convert(context.name(), "reorder", gradient, output.layout());
    Tensor inputGradient = emitter.tensor(output.layout());
    memory.desc layout = input().layout();
    batch_normalization_backward.primitive_desc backward =
        new batch_normalization_backward.primitive_desc(
            emitter.library().cpu(),
            prop_kind.backward.value,
            layout,
            layout,
            layout,
            EPSILON,
            FLAGS,
            desc,
            emitter.attributes(),
            false);
    context.emit(
        "backward",
        new Primitive(backward, new batch_normalization_backward(backward)),
        arguments()
            .with(dnnl.DNNL_ARG_DIFF_DST, BatchNormStage.kernelView(outputGradient))
            .with(dnnl.DNNL_ARG_DIFF_SRC, BatchNormStage.kernelView(inputGradient))
            .with(dnnl.DNNL_ARG_DIFF_SCALE, context.gradientOf("", factor))
            .overwriting(outputGradient, inputGradient));
    return inputGradientNeeded ? Optional.of(inputGradient) : Optional.empty();
  }
}
