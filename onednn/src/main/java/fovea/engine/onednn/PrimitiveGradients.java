package fovea.engine.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * The gradients of weights and bias as the library computes them, in one primitive.
 *
 * @param primitive computes them
 */
record PrimitiveGradients(Primitive primitive) implements WeightGradients {

  @Override
  public memory.desc source() {
    return primitive.desc().src_desc();
  }

  @Override
  public memory.desc outputGradient() {
    return primitive.desc().diff_dst_desc();
  }

  @Override
  public memory.desc weights() {
    return primitive.desc().diff_weights_desc();
  }

  @Override
  public void emit(
      LayerContext context,
      Tensor source,
      Tensor outputGradient,
      Tensor weights,
      Optional<Tensor> bias) {
    Arguments arguments =
        new Arguments()
            .with(dnnl.DNNL_ARG_SRC, source)
            .with(dnnl.DNNL_ARG_DIFF_DST, outputGradient)
            .with(dnnl.DNNL_ARG_DIFF_WEIGHTS, weights);
    bias.ifPresent(gradient -> arguments.with(dnnl.DNNL_ARG_DIFF_BIAS, gradient));
    context.emit("backward weights", primitive, arguments);
  }
}
