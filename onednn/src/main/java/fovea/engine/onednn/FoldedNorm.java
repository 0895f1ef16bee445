package fovea.engine.onednn;

import fovea.nn.BatchNorm2d;
import fovea.nn.Named;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.bytedeco.dnnl.memory;

/**
 * A batch normalisation with running statistics, folded into the convolution in front of it: its
 * filters are multiplied with {@code scale / sqrt(variance + epsilon)}, its biases become {@code
 * (bias - mean) scale / sqrt(variance + epsilon) + shift}.
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
  private final Tensor factors;
  private final Tensor bias;

  private FoldedNorm(Site site, Tensor factors, Tensor bias) {
    this.site = site;
    this.factors = factors;
    this.bias = bias;
  }

  /** Emits what computes factors and biases. */
  static FoldedNorm lower(Site site, Source source, Optional<OneDnnVariable> bias) {
    Compiler compiler = site.compiler();
    int channels = site.outputShape().channels();
    memory.desc layout = Dims.plain(new long[] {channels}, memory.data_type.f32);
    Tensor factors = compiler.prepare(() -> compiler.tensor(layout));
    Tensor shifts = compiler.prepare(() -> compiler.tensor(layout));
    compiler.prepare(
        () -> {
          compiler.emit(
              new Fold(
                  source.name(),
                  (float) source.layer().epsilon(),
                  values(compiler, source, "weight", channels),
                  values(compiler, source, "bias", channels),
                  values(compiler, source, "running_mean", channels),
                  values(compiler, source, "running_var", channels),
                  bias.map(OneDnnVariable::values),
                  factors.floats(),
                  shifts.floats()));
          return shifts;
        });
    return new FoldedNorm(site, factors, shifts);
  }

  private static FloatBuffer values(
      Compiler compiler, Source source, String parameter, int channels) {
    return compiler.variable(source.name() + "." + parameter, channels).values();
  }

  /** What is added to each channel. */
  Tensor bias() {
    return bias;
  }

  /** Emits what multiplies the filters. */
  Tensor scale(Tensor weights, memory.desc layout) {
    Tensor scaled = site.compiler().tensor(layout);
    int grouped = layout.get_ndims() - 4; // groups are a dimension of their own
    site.compiler().scale(site.name(), "fold", weights, scaled, factors, 1 + grouped);
    return scaled;
  }

  /** Computes factors and biases from the variables. */
  private record Fold(
      String layer,
      float epsilon,
      FloatBuffer scale,
      FloatBuffer shift,
      FloatBuffer mean,
      FloatBuffer variance,
      Optional<FloatBuffer> bias,
      FloatBuffer factors,
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
      for (int channel = 0; channel < factors.capacity(); channel++) {
        float factor = scale.get(channel) / (float) Math.sqrt(variance.get(channel) + epsilon);
        float before = bias.isPresent() ? bias.get().get(channel) : 0;
        factors.put(channel, factor);
        biases.put(channel, (before - mean.get(channel)) * factor + shift.get(channel));
      }
    }
  }
}
