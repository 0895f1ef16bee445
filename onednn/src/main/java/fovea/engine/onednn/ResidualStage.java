package fovea.engine.onednn;

import fovea.nn.Residual;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.primitive_attr;

/** The sum of two paths, with the rectifier after it if there is one. */
final class ResidualStage implements Stage {

  private final Site site;
  private final Chain body;
  private final Chain shortcut;
  private final Tensor output;

  private ResidualStage(Site site, Residual residual) {
    this.site = site;
    Compiler compiler = site.compiler();
    String prefix = site.name() + ".";
    compiler.retain(site.input());
    compiler.retain(site.input());
    body = Chain.lower(compiler, prefix, residual.body(), site.inputShape(), site.input(), false);
    shortcut =
        Chain.lower(compiler, prefix, residual.shortcut(), site.inputShape(), site.input(), false);
    output = compiler.tensor(body.output().layout());
    add("forward", body.output(), shortcut.output(), output, site.attributes());
    compiler.release(body.output());
    compiler.release(shortcut.output());
  }

  static Stage lower(Site site, Residual residual) {
    return new ResidualStage(site, residual);
  }

  private void add(
      String pass, Tensor first, Tensor second, Tensor sum, primitive_attr attributes) {
    Compiler compiler = site.compiler();
    Tensor alike = compiler.convert(site.name(), "reorder", second, first.layout());
    site.combine(pass, algorithm.binary_add, first, alike, sum, attributes);
    if (alike != second) {
      compiler.release(alike);
    }
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public boolean learns() {
    return body.learns() || shortcut.learns();
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean wanted) {
    Compiler compiler = site.compiler();
    Tensor both = site.throughRectifier(output, gradient);
    compiler.retain(both);
    Optional<Tensor> first = body.backward(both, wanted);
    Optional<Tensor> second = shortcut.backward(both, wanted);
    if (!wanted) {
      return Optional.empty();
    }
    Tensor left = first.orElseThrow();
    Tensor right = second.orElseThrow();
    Tensor sum = site.overwrite(left);
    add("backward data", left, right, sum, compiler.attributes());
    compiler.release(right);
    return Optional.of(sum);
  }
}
