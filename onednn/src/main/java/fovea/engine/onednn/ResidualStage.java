package fovea.engine.onednn;

import fovea.nn.Residual;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.primitive_attr;

/** A residual block: the sum of body and shortcut, with a fused ReLU if one follows. */
final class ResidualStage implements Stage {

  private final LayerContext context;
  private final SequentialStage body;
  private final SequentialStage shortcut;
  private final Tensor output;

  private ResidualStage(LayerContext context, Residual residual) {
    this.context = context;
    Compiler compiler = context.compiler();
    String prefix = context.name() + ".";
    body =
        SequentialStage.lower(
            compiler, prefix, residual.body(), context.inputShape(), context.input(), false);
    shortcut =
        SequentialStage.lower(
            compiler, prefix, residual.shortcut(), context.inputShape(), context.input(), false);
    output = compiler.tensor(body.output().layout());
    add("forward", body.output(), shortcut.output(), output, context.attributes());
  }

  static Stage lower(LayerContext context, Residual residual) {
    return new ResidualStage(context, residual);
  }

  private void add(
      String pass, Tensor first, Tensor second, Tensor sum, primitive_attr attributes) {
    Compiler compiler = context.compiler();
    Tensor alike = compiler.convert(context.name(), "reorder", second, first.layout());
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
    Compiler compiler = context.compiler();
    Tensor both = context.backwardThroughRelu(output, gradient);
    Optional<Tensor> first = body.backward(both, inputGradientNeeded);
    Optional<Tensor> second = shortcut.backward(both, inputGradientNeeded);
    if (!inputGradientNeeded) {
      return Optional.empty();
    }
    Tensor left = first.orElseThrow();
    Tensor right = second.orElseThrow();
    Tensor sum = compiler.tensor(left.layout());
    add("backward data", left, right, sum, compiler.attributes());
    return Optional.of(sum);
  }
}
