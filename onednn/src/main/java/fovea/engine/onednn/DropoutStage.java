package fovea.engine.onednn;

import fovea.nn.CounterBasedRandom;
import fovea.nn.Dropout;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * Dropout in training: the input times a mask of zeros and ones, drawn in each step, times 1 / (1 -
 * rate). The scale is not part of the mask because not every precision represents it exactly.
 */
final class DropoutStage implements Stage {

  private final LayerContext context;
  private final double rate;
  private final Tensor mask;
  private final Tensor output;

  private DropoutStage(LayerContext context, Dropout dropout, int number) {
    this.context = context;
    this.rate = dropout.rate();
    Emitter emitter = context.emitter();
    Tensor drawn =
        emitter.tensor(
            Dims.rowMajor(Dims.of(emitter.batch(), context.inputShape()), memory.data_type.f32));
    int elements = Math.multiplyExact(emitter.batch(), context.inputShape().elements());
    int group = dropout.groupSize(context.inputShape());
    emitter.emit(
        List.of(drawn),
        shard ->
            new Mask(
                context.name(),
                number,
                rate,
                group,
                shard * elements,
                elements,
                drawn.floats(shard)));
    mask = emitter.convert(context.name(), "reorder mask", drawn, context.input().layout());
    output = emitter.tensor(context.input().layout());
    multiply("forward", context.input(), output);
  }

  static Stage lower(LayerContext context, Dropout dropout) {
    int number = context.emitter().nextDropout();
    return context.emitter().mode().trains() && dropout.rate() > 0
        ? new DropoutStage(context, dropout, number)
        : new IdentityStage(context);
  }

  private void multiply(String pass, Tensor from, Tensor to) {
    primitive_attr attributes = context.emitter().attributes();
    post_ops scale = new post_ops();
    scale.append_eltwise(algorithm.eltwise_linear, (float) (1 / (1 - rate)), 0);
    attributes.set_post_ops(scale);
    context.emitBinary(pass, algorithm.binary_mul, from, mask, to, attributes);
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Tensor outputGradient =
        context.emitter().convert(context.name(), "reorder", gradient, mask.layout());
    Tensor inputGradient = context.emitter().tensor(mask.layout());
    multiply("backward data", outputGradient, inputGradient);
    return Optional.of(inputGradient);
  }

  /** Draws the mask of a step. */
  private record Mask(
      String layer, int number, double rate, int group, int first, int elements, FloatBuffer mask)
      implements Instruction {

    @Override
    public String pass() {
      return "draw mask";
    }

    @Override
    public void run(long key) {
      long layerKey = CounterBasedRandom.subkey(key, number);
      long threshold = CounterBasedRandom.threshold(rate);
      for (int draw = 0; draw < elements / group; draw++) {
        float kept = CounterBasedRandom.atLeast(threshold, layerKey, first / group + draw);
        for (int element = draw * group; element < (draw + 1) * group; element++) {
          mask.put(element, kept);
        }
      }
    }
  }

  /** Dropout in evaluation: the identity. */
  private static final class IdentityStage implements Stage {

    private final Tensor output;

    IdentityStage(LayerContext context) {
      output = context.input();
    }

    @Override
    public Tensor output() {
      return output;
    }

    @Override
    public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
      return Optional.of(gradient);
    }
  }
}
