package fovea.engine.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;

/** An activation that is not fused into the layer before it. */
final class ActivationStage implements Stage {

  private final Site site;
  private final algorithm function;
  private final Tensor output;

  private ActivationStage(Site site, algorithm function) {
    this.site = site;
    this.function = function;
    Tensor input = site.input();
    eltwise_forward.primitive_desc desc = forward(site, function, input.layout());
    output = site.compiler().tensor(desc.dst_desc());
    site.emit(
        "forward",
        new Primitive(desc, new eltwise_forward(desc)),
        new Arguments().with(dnnl.DNNL_ARG_SRC, input).with(dnnl.DNNL_ARG_DST, output));
  }

  static Stage relu(Site site) {
    return new ActivationStage(site, algorithm.eltwise_relu_use_dst_for_bwd);
  }

  static Stage gelu(Site site) {
    return new ActivationStage(site, algorithm.eltwise_gelu_erf);
  }

  private static eltwise_forward.primitive_desc forward(
      Site site, algorithm function, memory.desc layout) {
    return new eltwise_forward.primitive_desc(
        site.compiler().library().cpu(),
        site.propagation(),
        function,
        layout,
        layout,
        0,
        0,
        site.compiler().attributes(),
        false);
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean wanted) {
    return Optional.of(
        function == algorithm.eltwise_gelu_erf
            ? backward(site, function, dnnl.DNNL_ARG_SRC, site.input(), gradient)
            : reluBackward(site, output, gradient));
  }

  /** The gradient before a rectifier that computed this output. */
  static Tensor reluBackward(Site site, Tensor output, Tensor gradient) {
    return backward(
        site, algorithm.eltwise_relu_use_dst_for_bwd, dnnl.DNNL_ARG_DST, output, gradient);
  }

  private static Tensor backward(
      Site site, algorithm function, int argument, Tensor data, Tensor gradient) {
    Compiler compiler = site.compiler();
    memory.desc layout = data.layout();
    Tensor after = compiler.move(site.name(), gradient, layout);
    Tensor before = site.overwrite(after);
    eltwise_backward.primitive_desc desc =
        new eltwise_backward.primitive_desc(
            compiler.library().cpu(),
            function,
            layout,
            layout,
            layout,
            0,
            0,
            forward(site, function, layout),
            compiler.attributes(),
            false);
    site.emit(
        "backward activation",
        new Primitive(desc, new eltwise_backward(desc)),
        new Arguments()
            .with(argument, data)
            .with(dnnl.DNNL_ARG_DIFF_DST, after)
            .with(dnnl.DNNL_ARG_DIFF_SRC, before));
    return before;
  }
}
