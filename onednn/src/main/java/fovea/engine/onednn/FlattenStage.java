package fovea.engine.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.memory;

/** Flattens feature maps for layers that need vectors: row-major, viewed in two dimensions. */
final class FlattenStage implements Stage {

  private final LayerContext context;
  private final Tensor output;

  private FlattenStage(LayerContext context) {
    this.context = context;
    Emitter emitter = context.emitter();
    memory.data_type type = context.input().layout().get_data_type();
    Tensor plain =
        emitter.convert(
            context.name(),
            "reorder",
            context.input(),
            Dims.rowMajor(Dims.of(emitter.batch(), context.inputShape()), type));
    output = plain.as(Dims.rowMajor(context.outputDims(), type));
  }

  static Stage lower(LayerContext context) {
    return new FlattenStage(context);
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Emitter emitter = context.emitter();
    memory.data_type type = gradient.layout().get_data_type();
    Tensor plain =
        emitter.convert(
            context.name(), "reorder", gradient, Dims.rowMajor(context.outputDims(), type));
    return Optional.of(
        plain.as(Dims.rowMajor(Dims.of(emitter.batch(), context.inputShape()), type)));
  }
}
