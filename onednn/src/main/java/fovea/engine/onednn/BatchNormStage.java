package fovea.engine.onednn;

import fovea.nn.BatchNorm2d;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;

/** Batch normalisation with a fused ReLU if one follows. */
final class BatchNormStage implements Stage {

  private final LayerContext context;
  private final float epsilon;
  private final boolean learns;
  private final int flags;
  private final batch_normalization_forward.primitive_desc desc;
  private final MasterParameter scale;
  private final MasterParameter shift;
  private final Tensor mean;
  private final Tensor variance;
  private final Optional<Tensor> workspace;
  private final Tensor output;

  private BatchNormStage(LayerContext context, BatchNorm2d norm) {
    this.context = context;
    Emitter emitter = context.emitter();
    int count = Math.multiplyExact(emitter.batch(), context.inputShape().area());
    learns = context.trainsAny("weight", "bias");
    if (learns && count == 1) {
      throw new IllegalArgumentException(
          "layer %s: cannot train on one number a channel, whose variance says nothing: use a batch of 2 or more"
              .formatted(context.name()));
    }
    MasterParameter runningMean = context.perChannel("running_mean");
    MasterParameter runningVariance = context.perChannel("running_var");
    scale = context.perChannel("weight");
    shift = context.perChannel("bias");
    epsilon = (float) norm.epsilon();
    flags = flags(context, learns);
    memory.desc layout = kernelView(context.input()).layout();
    desc =
        new batch_normalization_forward.primitive_desc(
            emitter.library().cpu(),
            context.propagation().value,
            layout,
            layout,
            epsilon,
            flags,
            emitter.attributes(),
            false);
    output = emitter.tensor(context.input().layout());
    memory.desc statistics = runningMean.tensor().layout();
    mean = learns ? emitter.tensor(statistics) : runningMean.tensor();
    variance = learns ? emitter.tensor(statistics) : runningVariance.tensor();
    workspace =
        desc.workspace_desc().get_size() > 0
            ? Optional.of(emitter.tensor(desc.workspace_desc()))
            : Optional.empty();
    context.emit(
        "forward",
        new Primitive(desc, new batch_normalization_forward(desc)),
        arguments()
            .with(dnnl.DNNL_ARG_SHIFT, shift.tensor())
            .with(dnnl.DNNL_ARG_DST, kernelView(output)));
    if (learns) {
      float momentum = (float) norm.momentum();
      emitFollow(momentum, 1, mean, runningMean);
      emitFollow(momentum, (float) count / (count - 1), variance, runningVariance);
    }
  }

  private void emitFollow(float momentum, float factor, Tensor batch, MasterParameter running) {
    context
        .emitter()
        .emit(
            List.of(batch, running.tensor()),
            shard ->
                new Follow(context.name(), momentum, factor, batch.floats(), running.values()));
  }

  static Stage lower(LayerContext context, BatchNorm2d norm) {
    return new BatchNormStage(context, norm);
  }

  private static int flags(LayerContext context, boolean learns) {
    int flags = normalization_flags.use_scale.value | normalization_flags.use_shift.value;
    if (context.node().relu().forward()) {
      flags |= normalization_flags.fuse_norm_relu.value;
    }
    if (!learns) {
      flags |= normalization_flags.use_global_stats.value;
    }
    return flags;
  }

  /** Feature maps as the batch normalisation kernel takes them. */
  static Tensor kernelView(Tensor maps) {
    return HwncLayout.matches(maps.layout())
        ? maps.as(HwncLayout.channelsLast(maps.layout()))
        : maps;
  }

  private Arguments arguments() {
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, kernelView(context.input()))
            .with(dnnl.DNNL_ARG_MEAN, mean)
            .with(dnnl.DNNL_ARG_VARIANCE, variance)
            .with(dnnl.DNNL_ARG_SCALE, scale.tensor());
    workspace.ifPresent(tensor -> arguments.with(dnnl.DNNL_ARG_WORKSPACE, tensor));
    return arguments;
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public boolean trainable() {
    return learns;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Emitter emitter = context.emitter();
    Tensor outputGradient = emitter.convert(context.name(), "reorder", gradient, output.layout());
    Tensor inputGradient = emitter.tensor(output.layout());
    memory.desc layout = kernelView(context.input()).layout();
    batch_normalization_backward.primitive_desc backward =
        new batch_normalization_backward.primitive_desc(
            emitter.library().cpu(),
            prop_kind.backward.value,
            layout,
            layout,
            layout,
            epsilon,
            flags,
            desc,
            emitter.attributes(),
            false);
    Tensor scaleGradient = context.gradientOf("weight", scale);
    Tensor shiftGradient = context.gradientOf("bias", shift);
    context.emit(
        "backward data",
        new Primitive(backward, new batch_normalization_backward(backward)),
        arguments()
            .with(dnnl.DNNL_ARG_DIFF_DST, kernelView(outputGradient))
            .with(dnnl.DNNL_ARG_DIFF_SRC, kernelView(inputGradient))
            .with(dnnl.DNNL_ARG_DIFF_SCALE, scaleGradient)
            .with(dnnl.DNNL_ARG_DIFF_SHIFT, shiftGradient)
            .overwriting(outputGradient, inputGradient));
    return inputGradientNeeded ? Optional.of(inputGradient) : Optional.empty();
  }

  /** Updates a running statistic with that of the batch. */
  private record Follow(
      String layer, float momentum, float factor, FloatBuffer batch, FloatBuffer running)
      implements Instruction {

    @Override
    public String pass() {
      return "running statistics";
    }

    @Override
    public void run(long key) {
      follow(momentum, factor, batch, running);
    }
  }

  /**
   * Updates a running statistic with that of a batch.
   *
   * @param factor what the latter is multiplied by
   */
  static void follow(float momentum, float factor, FloatBuffer batch, FloatBuffer running) {
    for (int channel = 0; channel < running.capacity(); channel++) {
      float statistic = factor * batch.get(channel);
      running.put(channel, (1 - momentum) * running.get(channel) + momentum * statistic);
    }
  }
}
