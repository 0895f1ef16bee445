package fovea.engine.onednn;

import fovea.nn.BatchNorm2d;
import fovea.nn.Named;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.bytedeco.dnnl.memory;

/**
 * A batch normalisation with running statistics, folded into the convolution before it: its filters
 * are multiplied with {@code scale / sqrt(variance + epsilon)}, its biases become {@code (bias -
 * mean) scale / sqrt(variance + epsilon) + shift}.
 */
final class FoldedNorm {

  /**
   * What is folded.
   *
   * @param name the layer's full name
   */
  record Source(String name, BatchNorm2d layer) {

    static Source of(String prefix, Named named) {
      return new Source(prefix + named.name(), (BatchNorm2d) named.layer());
    }
  }

  private final Site site;
  private final Source source;
  private final Optional<Master> bias;
  private Optional<Tensor> factors = Optional.empty();

  private FoldedNorm(Site site, Source source, Optional<Master> bias) {
    this.site = site;
    this.source = source;
    this.bias = bias;
  }

  /**
   * A normalisation to be folded.
   *
   * @param bias the convolution's own
   */
  static FoldedNorm of(Site site, Source source, Optional<Master> bias) {
    return new FoldedNorm(site, source, bias);
  }

  private FloatBuffer values(String parameter) {
    int channels = site.outputShape().channels();
    return site.compiler().parameter(source.name() + "." + parameter, channels).values();
  }

  /** What is added to each channel. */
  Tensor bias() {
    Compiler compiler = site.compiler();
    return compiler.prepared(
        source.name() + ".bias folded",
        perChannel(),
        target ->
            compiler.emit(
                new Shifts(
                    source.name(),
                    factors().floats(),
                    values("bias"),
                    values("running_mean"),
                    bias.map(Master::values),
                    target.floats())));
  }

  /**
   * Emits what multiplies the filters.
   *
   * @param scaled where the products go
   */
  void scale(Tensor weights, Tensor scaled) {
    int grouped = scaled.layout().get_ndims() - 4; // groups are a dimension of their own
    site.compiler().scale(site.name(), "fold", weights, scaled, factors(), 1 + grouped);
  }

  /** What multiplies each channel; computed once. */
  private Tensor factors() {
    if (factors.isEmpty()) {
      Compiler compiler = site.compiler();
      factors = Optional.of(compiler.prepare(this::computeFactors));
    }
    return factors.get();
  }

  private Tensor computeFactors() {
    Tensor computed = site.compiler().tensor(perChannel());
    site.compiler()
        .emit(
            new Factors(
                source.name(),
                (float) source.layer().epsilon(),
                values("weight"),
                values("running_var"),
                computed.floats()));
    return computed;
  }

  private memory.desc perChannel() {
    return Dims.plain(new long[] {site.outputShape().channels()}, memory.data_type.f32);
  }

  /** Computes factors from the parameters. */
  private record Factors(
      String layer, float epsilon, FloatBuffer scale, FloatBuffer variance, FloatBuffer factors)
      implements Step {

    @Override
    public String pass() {
      return "fold";
    }

    @Override
    public String implementation() {
      return "java";
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
      implements Step {

    @Override
    public String pass() {
      return "fold";
    }

    @Override
    public String implementation() {
      return "java";
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
