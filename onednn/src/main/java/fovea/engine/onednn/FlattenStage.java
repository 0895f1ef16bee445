package fovea.engine.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.memory;

/** Feature maps as vectors where what follows needs them so: row-major, seen in two dimensions. */
final class FlattenStage implements Stage {

  private final Site site;
  private final Tensor output;

  private FlattenStage(Site site) {
    this.site = site;
    Compiler compiler = site.compiler();
    memory.data_type type = site.input().layout().get_data_type();
    Tensor plain =
        compiler.convert(
            site.name(),
            "reorder",
            site.input(),
            Dims.plain(Dims.of(compiler.batch(), site.inputShape()), type));
    output = compiler.view(plain, Dims.plain(site.outputDims(), type));
    if (plain != site.input()) {
      compiler.release(plain);
    }
  }

  static Stage lower(Site site) {
    return new FlattenStage(site);
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean wanted) {
    Compiler compiler = site.compiler();
    memory.data_type type = gradient.layout().get_data_type();
    Tensor plain = compiler.move(site.name(), gradient, Dims.plain(site.outputDims(), type));
    Tensor maps =
        compiler.view(plain, Dims.plain(Dims.of(compiler.batch(), site.inputShape()), type));
    compiler.release(plain);
    return Optional.of(maps);
  }
}
