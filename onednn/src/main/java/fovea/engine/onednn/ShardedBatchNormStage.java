package fovea.engine.onednn;

import fovea.engine.JointStatistics;
import fovea.nn.BatchNorm2d;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * Batch normalisation of a batch that is divided into shards, or among several processes, in
 * training, with a fused ReLU if one follows. Each shard computes its own statistics; the shards
 * meet, the processes exchange theirs, and each shard normalises with the statistics of all.
 *
 * <p>In the backward pass, each shard computes the gradient as if the statistics were constant, and
 * its sums for scale and shift. They meet again, and the gradient through the statistics, which is
 * linear in the input, is added (Ioffe and Szegedy 2015, Batch Normalization, section 3).
 */
final class ShardedBatchNormStage implements Stage {

  private static final String PASS = "batch statistics";

  private final LayerContext context;
  private final float epsilon;
  private final JointStatistics joint;
  private final MasterParameter scale;
  private final MasterParameter shift;
  private final Tensor mean;
  private final Tensor variance;
  private final batch_normalization_forward.primitive_desc desc;
  private final Optional<Tensor> workspace;
  private final Tensor output;

  private ShardedBatchNormStage(LayerContext context, BatchNorm2d norm) {
    this.context = context;
    Emitter emitter = context.emitter();
    epsilon = (float) norm.epsilon();
    joint = new JointStatistics(emitter.peers(), context.inputShape().channels());
    scale = context.perChannel("weight");
    shift = context.perChannel("bias");
    mean = emitter.common(perChannel());
    variance = emitter.common(perChannel());
    statistics((float) norm.momentum());
    desc = description(flags());
    output = emitter.tensor(context.input().layout());
    workspace =
        desc.workspace_desc().get_size() > 0
            ? Optional.of(emitter.tensor(desc.workspace_desc()))
            : Optional.empty();
    context.emit(
        "forward",
        new Primitive(desc, new batch_normalization_forward(desc)),
        arguments()
            .with(dnnl.DNNL_ARG_SHIFT, shift.tensor())
            .with(dnnl.DNNL_ARG_DST, BatchNormStage.kernelView(output)));
  }

  static Stage lower(LayerContext context, BatchNorm2d norm) {
    return new ShardedBatchNormStage(context, norm);
  }

  private memory.desc perChannel() {
    return scale.tensor().layout();
  }

  private int flags() {
    int flags =
        normalization_flags.use_scale.value
            | normalization_flags.use_shift.value
            | normalization_flags.use_global_stats.value;
    return context.node().relu().forward()
        ? flags | normalization_flags.fuse_norm_relu.value
        : flags;
  }

  private batch_normalization_forward.primitive_desc description(int flags) {
    memory.desc layout = BatchNormStage.kernelView(context.input()).layout();
    return new batch_normalization_forward.primitive_desc(
        context.emitter().library().cpu(),
        prop_kind.forward_training.value,
        layout,
        layout,
        epsilon,
        flags,
        context.emitter().attributes(),
        false);
  }

  /** Emits the statistics of each shard, of all, and the running ones. */
  private void statistics(float momentum) {
    Emitter emitter = context.emitter();
    Tensor means = emitter.tensor(perChannel());
    Tensor variances = emitter.tensor(perChannel());
    batch_normalization_forward.primitive_desc own = description(0);
    context.emit(
        "forward",
        new Primitive(own, new batch_normalization_forward(own)),
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, BatchNormStage.kernelView(context.input()))
            .with(
                dnnl.DNNL_ARG_DST,
                BatchNormStage.kernelView(emitter.tensor(context.input().layout())))
            .with(dnnl.DNNL_ARG_MEAN, means)
            .with(dnnl.DNNL_ARG_VARIANCE, variances));
    MasterParameter runningMean = context.perChannel("running_mean");
    MasterParameter runningVariance = context.perChannel("running_var");
    int count =
        Math.multiplyExact(emitter.batch() * emitter.shards().count(), context.inputShape().area());
    emitter.once(
        List.of(means, variances, mean, variance, runningMean.tensor(), runningVariance.tensor()),
        () ->
            new Statistics(
                context.name(),
                joint,
                count,
                momentum,
                ofAllShards(means),
                ofAllShards(variances),
                mean.floats(),
                variance.floats(),
                runningMean.values(),
                runningVariance.values()));
  }

  private List<FloatBuffer> ofAllShards(Tensor tensor) {
    return IntStream.range(0, context.emitter().shards().count()).mapToObj(tensor::floats).toList();
  }

  private Arguments arguments() {
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, BatchNormStage.kernelView(context.input()))
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
    return true;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Emitter emitter = context.emitter();
    Tensor outputGradient = emitter.convert(context.name(), "reorder", gradient, output.layout());
    Tensor inputGradient = emitter.tensor(output.layout());
    memory.desc layout = BatchNormStage.kernelView(context.input()).layout();
    batch_normalization_backward.primitive_desc backward =
        new batch_normalization_backward.primitive_desc(
            emitter.library().cpu(),
            prop_kind.backward.value,
            layout,
            layout,
            layout,
            epsilon,
            flags(),
            desc,
            emitter.attributes(),
            false);
    Tensor scaleGradient = context.gradientOf("weight", scale);
    Tensor shiftGradient = context.gradientOf("bias", shift);
    context.emit(
        "backward data",
        new Primitive(backward, new batch_normalization_backward(backward)),
        arguments()
            .with(dnnl.DNNL_ARG_DIFF_DST, BatchNormStage.kernelView(outputGradient))
            .with(dnnl.DNNL_ARG_DIFF_SRC, BatchNormStage.kernelView(inputGradient))
            .with(dnnl.DNNL_ARG_DIFF_SCALE, scaleGradient)
            .with(dnnl.DNNL_ARG_DIFF_SHIFT, shiftGradient)
            .overwriting(outputGradient, inputGradient));
    if (!inputGradientNeeded) {
      return Optional.empty();
    }
    throughStatistics(scaleGradient, shiftGradient, inputGradient);
    return Optional.of(inputGradient);
  }

  /** Emits what is added to the input gradient because the statistics depend on the input. */
  private void throughStatistics(Tensor scaleGradient, Tensor shiftGradient, Tensor inputGradient) {
    Emitter emitter = context.emitter();
    Tensor input = BatchNormStage.kernelView(context.input());
    Tensor target = BatchNormStage.kernelView(inputGradient);
    memory.desc broadcast = Dims.perChannel(input.layout());
    Tensor center = emitter.common(broadcast);
    Tensor factor = emitter.common(broadcast);
    Tensor constant = emitter.common(broadcast);
    emitter.once(
        List.of(
            scaleGradient, shiftGradient, mean, variance, scale.tensor(), center, factor, constant),
        () ->
            new Correction(
                context.name(),
                joint,
                epsilon,
                ofAllShards(scaleGradient),
                ofAllShards(shiftGradient),
                mean.floats(),
                variance.floats(),
                scale.values(),
                center.floats(),
                factor.floats(),
                constant.floats()));
    post_ops operations = new post_ops();
    operations.append_binary(algorithm.binary_mul, broadcast);
    operations.append_binary(algorithm.binary_add, broadcast);
    operations.append_sum();
    primitive_attr attributes = emitter.attributes();
    attributes.set_post_ops(operations);
    binary.primitive_desc desc =
        new binary.primitive_desc(
            emitter.library().cpu(),
            algorithm.binary_sub,
            input.layout(),
            broadcast,
            target.layout(),
            attributes,
            false);
    context.emit(
        "backward data",
        new Primitive(desc, new binary(desc)),
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC_0, input)
            .with(dnnl.DNNL_ARG_SRC_1, center)
            .with(dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | dnnl.DNNL_ARG_SRC_1, factor)
            .with(2 * dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE | dnnl.DNNL_ARG_SRC_1, constant)
            .with(dnnl.DNNL_ARG_DST, target));
  }

  /**
   * Computes the statistics of a batch from those of its shards, which have equal sizes, and
   * updates the running ones.
   */
  private record Statistics(
      String layer,
      JointStatistics joint,
      int count,
      float momentum,
      List<FloatBuffer> means,
      List<FloatBuffer> variances,
      FloatBuffer mean,
      FloatBuffer variance,
      FloatBuffer runningMean,
      FloatBuffer runningVariance)
      implements Instruction {

    @Override
    public String pass() {
      return PASS;
    }

    @Override
    public void run(long key) {
      for (int channel = 0; channel < mean.capacity(); channel++) {
        put(channel);
      }
      joint.exchangeMoments(count);
      for (int channel = 0; channel < mean.capacity(); channel++) {
        mean.put(channel, (float) joint.first(channel));
        variance.put(channel, (float) joint.second(channel));
      }
      BatchNormStage.follow(momentum, 1, mean, runningMean);
      float unbiased = (float) (joint.count() / (joint.count() - 1));
      BatchNormStage.follow(momentum, unbiased, variance, runningVariance);
    }

    private void put(int channel) {
      double sum = 0;
      for (int shard = 0; shard < means.size(); shard++) {
        sum += means.get(shard).get(channel);
      }
      double center = sum / means.size();
      double squares = 0;
      for (int shard = 0; shard < means.size(); shard++) {
        double distance = means.get(shard).get(channel) - center;
        squares += variances.get(shard).get(channel) + distance * distance;
      }
      joint.put(channel, center, squares / means.size());
    }
  }

  /**
   * Computes centre, factor and constant of the gradient through the statistics: with normalised
   * inputs x', it is {@code -scale / deviation * (mean(dy) + x' mean(dy x'))}. The mean is
   * subtracted first, for its product with the factor would be rounded alike for all images.
   */
  private record Correction(
      String layer,
      JointStatistics joint,
      float epsilon,
      List<FloatBuffer> scaleGradients,
      List<FloatBuffer> shiftGradients,
      FloatBuffer mean,
      FloatBuffer variance,
      FloatBuffer scale,
      FloatBuffer center,
      FloatBuffer factor,
      FloatBuffer constant)
      implements Instruction {

    @Override
    public String pass() {
      return PASS;
    }

    @Override
    public void run(long key) {
      for (int channel = 0; channel < mean.capacity(); channel++) {
        joint.put(channel, sum(scaleGradients, channel), sum(shiftGradients, channel));
      }
      joint.exchangeSums();
      for (int channel = 0; channel < mean.capacity(); channel++) {
        double inverse = 1 / Math.sqrt(variance.get(channel) + epsilon);
        double common = -scale.get(channel) * inverse / joint.count();
        center.put(channel, mean.get(channel));
        factor.put(channel, (float) (common * joint.first(channel) * inverse));
        constant.put(channel, (float) (common * joint.second(channel)));
      }
      for (int padding = mean.capacity(); padding < factor.capacity(); padding++) {
        center.put(padding, 0);
        factor.put(padding, 0);
        constant.put(padding, 0);
      }
    }

    private static double sum(List<FloatBuffer> gradients, int channel) {
      double sum = 0;
      for (int shard = 0; shard < gradients.size(); shard++) {
        sum += gradients.get(shard).get(channel);
      }
      return sum;
    }
  }
}
