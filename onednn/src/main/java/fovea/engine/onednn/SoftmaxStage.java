package fovea.engine.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.softmax_backward;
import org.bytedeco.dnnl.softmax_forward;

/**
 * Softmax across channels, in 32-bit floats: where it saturates, its gradients are differences of
 * numbers that bfloat16 cannot tell apart.
 */
final class SoftmaxStage implements Stage {

  private static final int CHANNELS = 1;

  private final LayerContext context;
  private final softmax_forward.primitive_desc desc;
  private final Tensor output;

  private SoftmaxStage(LayerContext context) {
    this.context = context;
    Tensor source =
        context
            .emitter()
            .convert(
                context.name(), "reorder", context.input(), inFloats(context.input().layout()));
    memory.desc layout = source.layout();
    desc =
        new softmax_forward.primitive_desc(
            context.emitter().library().cpu(),
            context.propagation(),
            algorithm.softmax_accurate,
            layout,
            layout,
            CHANNELS,
            context.emitter().attributes(),
            false);
    output = context.output(layout);
    context.emit(
        "forward",
        new Primitive(desc, new softmax_forward(desc)),
        new Arguments().with(dnnl.DNNL_ARG_SRC, source).with(dnnl.DNNL_ARG_DST, output));
  }

  private static memory.desc inFloats(memory.desc layout) {
    return layout.get_data_type().intern() == memory.data_type.f32
        ? layout
        : Dims.rowMajor(Dims.of(layout), memory.data_type.f32);
  }

  static Stage lower(LayerContext context) {
    return new SoftmaxStage(context);
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Emitter emitter = context.emitter();
    memory.desc layout = output.layout();
    Tensor outputGradient = emitter.convert(context.name(), "reorder", gradient, layout);
    Tensor inputGradient = emitter.tensor(layout);
    softmax_backward.primitive_desc backward =
        new softmax_backward.primitive_desc(
            emitter.library().cpu(),
            algorithm.softmax_accurate,
            layout,
            layout,
            layout,
            CHANNELS,
            desc,
            emitter.attributes(),
            false);
    context.emit(
        "backward data",
        new Primitive(backward, new softmax_backward(backward)),
        new Arguments()
            .with(dnnl.DNNL_ARG_DST, output)
            .with(dnnl.DNNL_ARG_DIFF_DST, outputGradient)
            .with(dnnl.DNNL_ARG_DIFF_SRC, inputGradient)
            .overwriting(outputGradient, inputGradient));
    return Optional.of(inputGradient);
  }
}
