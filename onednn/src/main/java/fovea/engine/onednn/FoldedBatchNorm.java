package fovea.engine.onednn;

import fovea.engine.onednn.plan.FoldedNorm;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.memory;

/**
 * A batch normalisation with running statistics, folded into the convolution before it: the filters
 * are multiplied by {@code scale / sqrt(variance + epsilon)}, the biases become {@code (bias -
 * mean) scale / sqrt(variance + epsilon) + shift}.
 */
final class FoldedBatchNorm {

  private final LayerContext context;
  private final FoldedNorm norm;
  private final Optional<MasterParameter> bias;
  private Optional<Tensor> factors = Optional.empty();

  private FoldedBatchNorm(LayerContext context, FoldedNorm norm, Optional<MasterParameter> bias) {
    this.context = context;
    this.norm = norm;
    this.bias = bias;
  }

  /**
   * Folds a batch normalisation.
   *
   * @param bias the bias of the convolution, if it has one
   */
  static FoldedBatchNorm of(LayerContext context, FoldedNorm norm, Optional<MasterParameter> bias) {
    return new FoldedBatchNorm(context, norm, bias);
  }

  private FloatBuffer values(String parameter) {
    return context.perChannel(norm.name(), parameter).values();
  }

  /** The folded bias. */
  Tensor bias() {
    return context.prepared(norm.name() + ".bias folded", perChannel(), this::shifts);
  }

  private void shifts(Tensor target) {
    Tensor factors = factors();
    FloatBuffer shift = values("bias");
    FloatBuffer mean = values("running_mean");
    Optional<FloatBuffer> before = bias.map(MasterParameter::values);
    context
        .emitter()
        .emit(
            List.of(factors, target),
            shard ->
                new Shifts(norm.name(), factors.floats(), shift, mean, before, target.floats()));
  }

  /**
   * Emits the scaling of the filters.
   *
   * @param scaled receives the scaled filters
   */
  void scale(Tensor weights, Tensor scaled) {
    int grouped = scaled.layout().get_ndims() - 4; // groups are a dimension of their own
    context.emitter().scale(context.name(), "fold", weights, scaled, factors(), 1 + grouped);
  }

  /** The factor of each channel; computed once. */
  private Tensor factors() {
    if (factors.isEmpty()) {
      Emitter emitter = context.emitter();
      factors = Optional.of(emitter.prepare(this::computeFactors));
    }
    return factors.get();
  }

  private Tensor computeFactors() {
    Tensor computed = context.emitter().tensor(perChannel());
    float epsilon = (float) norm.layer().epsilon();
    FloatBuffer scale = values("weight");
    FloatBuffer variance = values("running_var");
    context
        .emitter()
        .emit(
            List.of(computed),
            shard -> new Factors(norm.name(), epsilon, scale, variance, computed.floats()));
    return computed;
  }

  private memory.desc perChannel() {
    return Dims.rowMajor(new long[] {context.outputShape().channels()}, memory.data_type.f32);
  }

  /** Computes factors from the parameters. */
  private record Factors(
      String layer, float epsilon, FloatBuffer scale, FloatBuffer variance, FloatBuffer factors)
      implements Instruction {

    @Override
    public String pass() {
      return "fold";
    }

    @Override
    public void run(long key) {
      for (int channel = 0; channel < factors.capacity(); channel++) {
        factors.put(
            channel, scale.get(channel) / (float) Math.sqrt(variance.get(channel) + epsilon));
      }
    }
  }

  /** Computes biases from factors and parameters. */
  private record Shifts(
      String layer,
      FloatBuffer factors,
      FloatBuffer shift,
      FloatBuffer mean,
      Optional<FloatBuffer> bias,
      FloatBuffer biases)
      implements Instruction {

    @Override
    public String pass() {
      return "fold";
    }

    @Override
    public void run(long key) {
      for (int channel = 0; channel < biases.capacity(); channel++) {
        float before = bias.isPresent() ? bias.get().get(channel) : 0;
        biases.put(
            channel, (before - mean.get(channel)) * factors.get(channel) + shift.get(channel));
      }
    }
  }
}
