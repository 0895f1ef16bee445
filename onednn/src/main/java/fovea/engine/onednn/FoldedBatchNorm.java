package fovea.engine.onednn;

import fovea.nn.BatchNorm2d;
import fovea.nn.Named;
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

  /**
   * The batch normalisation to fold.
   *
   * @param name the layer's full name
   */
  record Source(String name, BatchNorm2d layer) {

    static Source of(String prefix, Named named) {
      return new Source(prefix + named.name(), (BatchNorm2d) named.layer());
    }
  }

  private final LayerContext context;
  private final Source source;
  private final Optional<MasterParameter> bias;
  private Optional<Tensor> factors = Optional.empty();

  private FoldedBatchNorm(LayerContext context, Source source, Optional<MasterParameter> bias) {
    this.context = context;
    this.source = source;
    this.bias = bias;
  }

  /**
   * Folds a batch normalisation.
   *
   * @param bias the bias of the convolution, if it has one
   */
  static FoldedBatchNorm of(LayerContext context, Source source, Optional<MasterParameter> bias) {
    return new FoldedBatchNorm(context, source, bias);
  }

  private FloatBuffer values(String parameter) {
    int channels = context.outputShape().channels();
    return context.compiler().parameter(source.name() + "." + parameter, channels).values();
  }

  /** The folded bias. */
  Tensor bias() {
    Compiler compiler = context.compiler();
    return compiler.prepared(source.name() + ".bias folded", perChannel(), this::shifts);
  }

  private void shifts(Tensor target) {
    Tensor factors = factors();
    FloatBuffer shift = values("bias");
    FloatBuffer mean = values("running_mean");
    Optional<FloatBuffer> before = bias.map(MasterParameter::values);
    context
        .compiler()
        .emit(
            List.of(factors, target),
            shard ->
                new Shifts(source.name(), factors.floats(), shift, mean, before, target.floats()));
  }

  /**
   * Emits the scaling of the filters.
   *
   * @param scaled receives the scaled filters
   */
  void scale(Tensor weights, Tensor scaled) {
    int grouped = scaled.layout().get_ndims() - 4; // groups are a dimension of their own
    context.compiler().scale(context.name(), "fold", weights, scaled, factors(), 1 + grouped);
  }

  /** The factor of each channel; computed once. */
  private Tensor factors() {
    if (factors.isEmpty()) {
      Compiler compiler = context.compiler();
      factors = Optional.of(compiler.prepare(this::computeFactors));
    }
    return factors.get();
  }

  private Tensor computeFactors() {
    Tensor computed = context.compiler().tensor(perChannel());
    float epsilon = (float) source.layer().epsilon();
    FloatBuffer scale = values("weight");
    FloatBuffer variance = values("running_var");
    context
        .compiler()
        .emit(
            List.of(computed),
            shard -> new Factors(source.name(), epsilon, scale, variance, computed.floats()));
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
