package fovea.engine.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.softmax_backward;
import org.bytedeco.dnnl.softmax_forward;

/** Softmax across channels. */
final class SoftmaxStage implements Stage {

  private static final int CHANNELS = 1;

  private final Site site;
  private final softmax_forward.primitive_desc desc;
  private final Tensor output;

  private SoftmaxStage(Site site) {
    this.site = site;
    memory.desc layout = site.input().layout();
    desc =
        new softmax_forward.primitive_desc(
            site.compiler().library().cpu(),
            site.propagation(),
            algorithm.softmax_accurate,
            layout,
            layout,
            CHANNELS,
            site.compiler().attributes(),
            false);
    output = site.compiler().tensor(layout);
    site.emit(
        "forward",
        new Primitive(desc, new softmax_forward(desc)),
        new Arguments().with(dnnl.DNNL_ARG_SRC, site.input()).with(dnnl.DNNL_ARG_DST, output));
  }

  static Stage lower(Site site) {
    return new SoftmaxStage(site);
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean wanted) {
    Compiler compiler = site.compiler();
    memory.desc layout = output.layout();
    Tensor after = compiler.move(site.name(), gradient, layout);
    Tensor before = site.overwrite(after);
    softmax_backward.primitive_desc backward =
        new softmax_backward.primitive_desc(
            compiler.library().cpu(),
            algorithm.softmax_accurate,
            layout,
            layout,
            layout,
            CHANNELS,
            desc,
            compiler.attributes(),
            false);
    site.emit(
        "backward data",
        new Primitive(backward, new softmax_backward(backward)),
        new Arguments()
            .with(dnnl.DNNL_ARG_DST, output)
            .with(dnnl.DNNL_ARG_DIFF_DST, after)
            .with(dnnl.DNNL_ARG_DIFF_SRC, before));
    return Optional.of(before);
  }
}
