package fovea.engine.onednn;

import fovea.nn.LayerNorm2d;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.layer_normalization_backward;
import org.bytedeco.dnnl.layer_normalization_forward;
import org.bytedeco.dnnl.memory;

/**
 * Layer normalisation over channels. Maps with the channels last are a matrix with a row for each
 * position, whose rows the library normalises.
 */
final class LayerNormStage implements Stage {

  private static final int FLAGS =
      normalization_flags.use_scale.value | normalization_flags.use_shift.value;

  private final LayerContext context;
  private final float epsilon;
  private final memory.desc rows;
  private final layer_normalization_forward.primitive_desc desc;
  private final MasterParameter scale;
  private final MasterParameter shift;
  private final Optional<Tensor> mean;
  private final Optional<Tensor> variance;
  private final Tensor input;
  private final Tensor output;

  private LayerNormStage(LayerContext context, LayerNorm2d norm) {
    this.context = context;
    Emitter emitter = context.emitter();
    epsilon = (float) norm.epsilon();
    input = emitter.convert(context.name(), "reorder", context.input(), maps());
    output = emitter.tensor(maps());
    long positions = (long) emitter.batch() * context.inputShape().area();
    rows = Dims.rowMajor(new long[] {positions, context.inputShape().channels()}, type());
    scale = context.perChannel("weight");
    shift = context.perChannel("bias");
    desc =
        new layer_normalization_forward.primitive_desc(
            emitter.library().cpu(),
            context.propagation().value,
            rows,
            rows,
            epsilon,
            FLAGS,
            emitter.attributes(),
            false);
    boolean kept = emitter.mode().hasBackward();
    mean = kept ? Optional.of(emitter.tensor(desc.mean_desc())) : Optional.empty();
    variance = kept ? Optional.of(emitter.tensor(desc.variance_desc())) : Optional.empty();
    context.emit(
        "forward",
        new Primitive(desc, new layer_normalization_forward(desc)),
        arguments()
            .with(dnnl.DNNL_ARG_SHIFT, shift.tensor())
            .with(dnnl.DNNL_ARG_DST, rows(output)));
  }

  static Stage lower(LayerContext context, LayerNorm2d norm) {
    return new LayerNormStage(context, norm);
  }

  private memory.data_type type() {
    return context.input().layout().get_data_type();
  }

  private memory.desc maps() {
    return Dims.channelsLast(context.outputDims(), type());
  }

  private Tensor rows(Tensor maps) {
    return maps.as(rows);
  }

  private Arguments arguments() {
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, rows(input))
            .with(dnnl.DNNL_ARG_SCALE, scale.tensor());
    mean.ifPresent(tensor -> arguments.with(dnnl.DNNL_ARG_MEAN, tensor));
    variance.ifPresent(tensor -> arguments.with(dnnl.DNNL_ARG_VARIANCE, tensor));
    return arguments;
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public boolean trainable() {
    return context.trainsAny("weight", "bias");
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Emitter emitter = context.emitter();
    Tensor outputGradient = emitter.convert(context.name(), "reorder", gradient, maps());
    Tensor inputGradient = emitter.tensor(maps());
    layer_normalization_backward.primitive_desc backward =
        new layer_normalization_backward.primitive_desc(
            emitter.library().cpu(),
            prop_kind.backward.value,
            rows,
            rows,
            rows,
            epsilon,
            FLAGS,
            desc,
            emitter.attributes(),
            false);
    context.emit(
        "backward data",
        new Primitive(backward, new layer_normalization_backward(backward)),
        arguments()
            .with(dnnl.DNNL_ARG_DIFF_DST, rows(outputGradient))
            .with(dnnl.DNNL_ARG_DIFF_SRC, rows(inputGradient))
            .with(dnnl.DNNL_ARG_DIFF_SCALE, context.gradientOf("weight", scale))
            .with(dnnl.DNNL_ARG_DIFF_SHIFT, context.gradientOf("bias", shift))
            .overwriting(outputGradient, inputGradient));
    return inputGradientNeeded ? Optional.of(inputGradient) : Optional.empty();
  }
}
