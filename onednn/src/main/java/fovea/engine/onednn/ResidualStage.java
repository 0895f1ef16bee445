package fovea.engine.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.primitive_attr;

/** A residual block: the sum of body and shortcut, with a fused ReLU if one follows. */
final class ResidualStage implements Stage {

  private final LayerContext context;
  private final Stage body;
  private final Stage shortcut;
  private final Tensor output;

  private ResidualStage(LayerContext context, Stage body, Stage shortcut) {
    this.context = context;
    this.body = body;
    this.shortcut = shortcut;
    output = context.emitter().tensor(body.output().layout());
    add("forward", body.output(), shortcut.output(), output, context.attributes());
  }

  /**
   * @param body the path whose layout the sum gets
   * @param shortcut the other path
   */
  static Stage lower(LayerContext context, Stage body, Stage shortcut) {
    return new ResidualStage(context, body, shortcut);
  }

  private void add(
      String pass, Tensor first, Tensor second, Tensor sum, primitive_attr attributes) {
    Emitter emitter = context.emitter();
    Tensor alike = emitter.convert(context.name(), "reorder", second, first.layout());
    context.emitBinary(pass, algorithm.binary_add, first, alike, sum, attributes);
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public boolean trainable() {
    return body.trainable() || shortcut.trainable();
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Emitter emitter = context.emitter();
    Tensor both = ActivationStage.backwardThroughRelu(context, output, gradient);
    Optional<Tensor> first = body.backward(both, inputGradientNeeded);
    Optional<Tensor> second = shortcut.backward(both, inputGradientNeeded);
    if (!inputGradientNeeded) {
      return Optional.empty();
    }
    Tensor left = first.orElseThrow();
    Tensor right = second.orElseThrow();
    Tensor sum = emitter.tensor(left.layout());
    add("backward data", left, right, sum, emitter.attributes());
    return Optional.of(sum);
  }
}
