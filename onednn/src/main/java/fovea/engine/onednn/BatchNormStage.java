package fovea.engine.onednn;

import fovea.nn.BatchNorm2d;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;

/** Batch normalisation, with the rectifier after it if there is one. */
final class BatchNormStage implements Stage {

  private final Site site;
  private final float epsilon;
  private final int flags;
  private final batch_normalization_forward.primitive_desc desc;
  private final Master scale;
  private final Master shift;
  private final Tensor mean;
  private final Tensor variance;
  private final Optional<Tensor> workspace;
  private final Tensor output;

  private BatchNormStage(Site site, BatchNorm2d norm) {
    this.site = site;
    Compiler compiler = site.compiler();
    int count = Math.multiplyExact(compiler.batch(), site.inputShape().area());
    if (compiler.mode().trains() && count == 1) {
      throw new IllegalArgumentException(
          "layer %s: cannot train on one number a channel, whose variance says nothing: use a batch of 2 or more"
              .formatted(site.name()));
    }
    Master runningMean = site.perChannel("running_mean");
    Master runningVariance = site.perChannel("running_var");
    scale = site.perChannel("weight");
    shift = site.perChannel("bias");
    epsilon = (float) norm.epsilon();
    flags = flags(site);
    memory.desc layout = seen(site.input()).layout();
    desc =
        new batch_normalization_forward.primitive_desc(
            compiler.library().cpu(),
            site.propagation().value,
            layout,
            layout,
            epsilon,
            flags,
            compiler.attributes(),
            false);
    output = compiler.tensor(site.input().layout());
    memory.desc statistics = runningMean.tensor().layout();
    mean = compiler.mode().trains() ? compiler.tensor(statistics) : runningMean.tensor();
    variance = compiler.mode().trains() ? compiler.tensor(statistics) : runningVariance.tensor();
    workspace =
        desc.workspace_desc().get_size() > 0
            ? Optional.of(compiler.tensor(desc.workspace_desc()))
            : Optional.empty();
    site.emit(
        "forward",
        new Primitive(desc, new batch_normalization_forward(desc)),
        arguments()
            .with(dnnl.DNNL_ARG_SHIFT, shift.tensor())
            .with(dnnl.DNNL_ARG_DST, seen(output)));
    if (compiler.mode().trains()) {
      float momentum = (float) norm.momentum();
      compiler.emit(new Follow(site.name(), momentum, 1, mean.floats(), runningMean.values()));
      compiler.emit(
          new Follow(
              site.name(),
              momentum,
              (float) count / (count - 1),
              variance.floats(),
              runningVariance.values()));
    }
  }

  static Stage lower(Site site, BatchNorm2d norm) {
    return new BatchNormStage(site, norm);
  }

  private static int flags(Site site) {
    int flags = normalization_flags.use_scale.value | normalization_flags.use_shift.value;
    if (site.rectifier().forward()) {
      flags |= normalization_flags.fuse_norm_relu.value;
    }
    if (!site.compiler().mode().trains()) {
      flags |= normalization_flags.use_global_stats.value;
    }
    return flags;
  }

  /** Feature maps as the library normalises them. */
  private Tensor seen(Tensor maps) {
    return SideBySide.is(maps.layout())
        ? site.compiler().part(maps, SideBySide.channelsLast(maps.layout()), 0)
        : maps;
  }

  private Arguments arguments() {
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, seen(site.input()))
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
  public boolean learns() {
    return true;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean wanted) {
    Compiler compiler = site.compiler();
    Tensor after = compiler.move(site.name(), gradient, output.layout());
    Tensor before = site.overwrite(after);
    memory.desc layout = seen(site.input()).layout();
    batch_normalization_backward.primitive_desc backward =
        new batch_normalization_backward.primitive_desc(
            compiler.library().cpu(),
            prop_kind.backward.value,
            layout,
            layout,
            layout,
            epsilon,
            flags,
            desc,
            compiler.attributes(),
            false);
    Tensor scaleGradient = gradientOf(scale);
    Tensor shiftGradient = gradientOf(shift);
    site.emit(
        "backward data",
        new Primitive(backward, new batch_normalization_backward(backward)),
        arguments()
            .with(dnnl.DNNL_ARG_DIFF_DST, seen(after))
            .with(dnnl.DNNL_ARG_DIFF_SRC, seen(before))
            .with(dnnl.DNNL_ARG_DIFF_SCALE, scaleGradient)
            .with(dnnl.DNNL_ARG_DIFF_SHIFT, shiftGradient));
    if (!compiler.mode().trains()) {
      compiler.release(scaleGradient);
      compiler.release(shiftGradient);
    }
    if (!wanted) {
      compiler.release(before);
      return Optional.empty();
    }
    return Optional.of(before);
  }

  /** Where a gradient goes: the library computes it even where nobody trains. */
  private Tensor gradientOf(Master parameter) {
    return site.compiler().mode().trains()
        ? parameter.gradientTensor()
        : site.compiler().tensor(parameter.tensor().layout());
  }

  /** Moves a running statistic towards the batch's. */
  private record Follow(
      String layer, float momentum, float factor, FloatBuffer batch, FloatBuffer running)
      implements Step {

    @Override
    public String pass() {
      return "running statistics";
    }

    @Override
    public String implementation() {
      return "java";
    }

    @Override
    public void run(long key) {
      for (int channel = 0; channel < running.capacity(); channel++) {
        float statistic = factor * batch.get(channel);
        running.put(channel, (1 - momentum) * running.get(channel) + momentum * statistic);
      }
    }
  }
}
