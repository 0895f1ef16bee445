package fovea.engine.onednn;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Dropout;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * Dropout in training: a mask of zeros and ones, drawn anew each step, times the input, times 1 /
 * (1 - rate). The scale is not in the mask because not every precision can hold it exactly.
 */
final class DropoutStage implements Stage {

  private final Site site;
  private final double rate;
  private final Tensor mask;
  private final Tensor output;

  private DropoutStage(Site site, Dropout dropout, int number) {
    this.site = site;
    this.rate = dropout.rate();
    Compiler compiler = site.compiler();
    Tensor drawn =
        compiler.tensor(
            Dims.plain(Dims.of(compiler.batch(), site.inputShape()), memory.data_type.f32));
    int elements = Math.multiplyExact(compiler.batch(), site.inputShape().elements());
    int group = dropout.groupSize(site.inputShape());
    compiler.emit(new Mask(site.name(), number, rate, group, elements, drawn.floats()));
    mask = compiler.convert(site.name(), "reorder mask", drawn, site.input().layout());
    output = compiler.tensor(site.input().layout());
    multiply("forward", site.input(), output);
  }

  static Stage lower(Site site, Dropout dropout) {
    int number = site.compiler().nextDropout();
    return site.compiler().mode().trains() && dropout.rate() > 0
        ? new DropoutStage(site, dropout, number)
        : new IdentityStage(site);
  }

  private void multiply(String pass, Tensor from, Tensor to) {
    primitive_attr attributes = site.compiler().attributes();
    post_ops scale = new post_ops();
    scale.append_eltwise(algorithm.eltwise_linear, (float) (1 / (1 - rate)), 0);
    attributes.set_post_ops(scale);
    site.combine(pass, algorithm.binary_mul, from, mask, to, attributes);
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean wanted) {
    Tensor after = site.compiler().move(site.name(), gradient, mask.layout());
    Tensor before = site.overwrite(after);
    multiply("backward data", after, before);
    return Optional.of(before);
  }

  /** Draws the mask of a step. */
  private record Mask(
      String layer, int number, double rate, int group, int elements, FloatBuffer mask)
      implements Step {

    @Override
    public String pass() {
      return "draw mask";
    }

    @Override
    public String implementation() {
      return "java";
    }

    @Override
    public void run(long key) {
      long layerKey = CounterBasedRandom.subkey(key, number);
      long threshold = CounterBasedRandom.threshold(rate);
      for (int draw = 0; draw < elements / group; draw++) {
        float kept = CounterBasedRandom.atLeast(threshold, layerKey, draw);
        for (int element = draw * group; element < (draw + 1) * group; element++) {
          mask.put(element, kept);
        }
      }
    }
  }

  /** Dropout in evaluation. */
  private static final class IdentityStage implements Stage {

    private final Tensor output;

    IdentityStage(Site site) {
      output = site.input();
      site.compiler().retain(output);
    }

    @Override
    public Tensor output() {
      return output;
    }

    @Override
    public Optional<Tensor> backward(Tensor gradient, boolean wanted) {
      return Optional.of(gradient);
    }
  }
}
