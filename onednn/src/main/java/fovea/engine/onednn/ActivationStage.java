package fovea.engine.onednn;

import fovea.nn.ReLU6;
import java.util.Optional;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;

/** An activation that is not fused into the layer before it. */
final class ActivationStage implements Stage {

  /**
   * An element-wise function of the library.
   *
   * @param kind the function; with {@code use_dst}, its derivative is computed from its output
   * @param alpha the factor of a linear function; 0 for others
   * @param bound the largest output of a clipped ReLU; 0 for functions that have none
   */
  private record Function(algorithm kind, float alpha, float bound, boolean derivedFromOutput) {

    static final Function RELU = new Function(algorithm.eltwise_relu_use_dst_for_bwd, 0, 0, true);
    static final Function RELU6 =
        new Function(algorithm.eltwise_clip_v2_use_dst_for_bwd, 0, ReLU6.CEILING, true);
    static final Function GELU = new Function(algorithm.eltwise_gelu_erf, 0, 0, false);
  }

  private final LayerContext context;
  private final Function function;
  private final Tensor output;

  private ActivationStage(LayerContext context, Function function) {
    this.context = context;
    this.function = function;
    Tensor input = context.input();
    eltwise_forward.primitive_desc desc = forward(context, function, input.layout());
    output = context.emitter().tensor(desc.dst_desc());
    context.emit(
        "forward",
        new Primitive(desc, new eltwise_forward(desc)),
        new Arguments().with(dnnl.DNNL_ARG_SRC, input).with(dnnl.DNNL_ARG_DST, output));
  }

  static Stage relu(LayerContext context) {
    return new ActivationStage(context, Function.RELU);
  }

  static Stage relu6(LayerContext context) {
    return new ActivationStage(context, Function.RELU6);
  }

  static Stage gelu(LayerContext context) {
    return new ActivationStage(context, Function.GELU);
  }

  static Stage scale(LayerContext context, double factor) {
    return new ActivationStage(
        context, new Function(algorithm.eltwise_linear, (float) factor, 0, false));
  }

  private static eltwise_forward.primitive_desc forward(
      LayerContext context, Function function, memory.desc layout) {
    return new eltwise_forward.primitive_desc(
        context.emitter().library().cpu(),
        context.propagation(),
        function.kind(),
        layout,
        layout,
        function.alpha(),
        function.bound(),
        context.emitter().attributes(),
        false);
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    return Optional.of(backward(context, function, context.input(), output, gradient));
  }

  /**
   * The gradient with respect to the ReLU's input if a layer computes the ReLU's backward pass,
   * otherwise the gradient unchanged.
   *
   * @param output the ReLU's output
   */
  static Tensor backwardThroughRelu(LayerContext context, Tensor output, Tensor gradient) {
    return context.node().relu().backward()
        ? backward(
            context,
            context.node().clipped() ? Function.RELU6 : Function.RELU,
            output,
            output,
            gradient)
        : gradient;
  }

  private static Tensor backward(
      LayerContext context, Function function, Tensor input, Tensor output, Tensor gradient) {
    Emitter emitter = context.emitter();
    Tensor data = function.derivedFromOutput() ? output : input;
    memory.desc layout = data.layout();
    Tensor outputGradient = emitter.convert(context.name(), "reorder", gradient, layout);
    Tensor inputGradient = emitter.tensor(layout);
    eltwise_backward.primitive_desc desc =
        new eltwise_backward.primitive_desc(
            emitter.library().cpu(),
            function.kind(),
            layout,
            layout,
            layout,
            function.alpha(),
            function.bound(),
            forward(context, function, layout),
            emitter.attributes(),
            false);
    context.emit(
        "backward activation",
        new Primitive(desc, new eltwise_backward(desc)),
        new Arguments()
            .with(function.derivedFromOutput() ? dnnl.DNNL_ARG_DST : dnnl.DNNL_ARG_SRC, data)
            .with(dnnl.DNNL_ARG_DIFF_DST, outputGradient)
            .with(dnnl.DNNL_ARG_DIFF_SRC, inputGradient)
            .overwriting(outputGradient, inputGradient));
    return inputGradient;
  }
}
