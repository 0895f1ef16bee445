package fovea.engine.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;

/** An activation that is not fused into the layer before it. */
final class ActivationStage implements Stage {

  private final LayerContext context;
  private final algorithm function;
  private final Tensor output;

  private ActivationStage(LayerContext context, algorithm function) {
    this.context = context;
    this.function = function;
    Tensor input = context.input();
    eltwise_forward.primitive_desc desc = forward(context, function, input.layout());
    output = context.compiler().tensor(desc.dst_desc());
    context.emit(
        "forward",
        new Primitive(desc, new eltwise_forward(desc)),
        new Arguments().with(dnnl.DNNL_ARG_SRC, input).with(dnnl.DNNL_ARG_DST, output));
  }

  static Stage relu(LayerContext context) {
    return new ActivationStage(context, algorithm.eltwise_relu_use_dst_for_bwd);
  }

  static Stage gelu(LayerContext context) {
    return new ActivationStage(context, algorithm.eltwise_gelu_erf);
  }

  private static eltwise_forward.primitive_desc forward(
      LayerContext context, algorithm function, memory.desc layout) {
    return new eltwise_forward.primitive_desc(
        context.compiler().library().cpu(),
        context.propagation(),
        function,
        layout,
        layout,
        0,
        0,
        context.compiler().attributes(),
        false);
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    return Optional.of(
        function == algorithm.eltwise_gelu_erf
            ? backward(context, function, dnnl.DNNL_ARG_SRC, context.input(), gradient)
            : reluBackward(context, output, gradient));
  }

  /** The gradient with respect to the input of the ReLU that computed this output. */
  static Tensor reluBackward(LayerContext context, Tensor output, Tensor gradient) {
    return backward(
        context, algorithm.eltwise_relu_use_dst_for_bwd, dnnl.DNNL_ARG_DST, output, gradient);
  }

  private static Tensor backward(
      LayerContext context, algorithm function, int argument, Tensor data, Tensor gradient) {
    Compiler compiler = context.compiler();
    memory.desc layout = data.layout();
    Tensor outputGradient = compiler.convert(context.name(), "reorder", gradient, layout);
    Tensor inputGradient = compiler.tensor(layout);
    eltwise_backward.primitive_desc desc =
        new eltwise_backward.primitive_desc(
            compiler.library().cpu(),
            function,
            layout,
            layout,
            layout,
            0,
            0,
            forward(context, function, layout),
            compiler.attributes(),
            false);
    context.emit(
        "backward activation",
        new Primitive(desc, new eltwise_backward(desc)),
        new Arguments()
            .with(argument, data)
            .with(dnnl.DNNL_ARG_DIFF_DST, outputGradient)
            .with(dnnl.DNNL_ARG_DIFF_SRC, inputGradient)
            .overwriting(outputGradient, inputGradient));
    return inputGradient;
  }
}
