package fovea.engine.onednn;

import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.dnnl.memory;

/**
 * The filters of a convolution with their rows outermost, then columns and channels, so that {@link
 * fovea.engine.onednn.plan.Winograd}'s transform along an axis is a matrix product.
 */
final class RowsOutermost {

  private final LayerContext context;
  private final memory.desc layout;
  private final MasterParameter weight;
  private final Optional<FoldedBatchNorm> norm;

  /**
   * @param context the convolution's
   * @param dims the filters' dimensions
   * @param norm a batch normalisation to fold into them
   */
  RowsOutermost(LayerContext context, long[] dims, Optional<FoldedBatchNorm> norm) {
    this.context = context;
    this.norm = norm;
    layout = layout(dims);
    weight = context.parameter("weight", dims, layout);
  }

  /** The layout of filters of some dimensions. */
  static memory.desc layout(long[] dims) {
    return new memory.desc(dims, memory.data_type.f32, memory.format_tag.hwio);
  }

  /** The values, with the batch normalisation folded in; to be called in preparation. */
  Tensor values() {
    return norm.map(this::scaled)
        .orElseGet(
            () ->
                context
                    .emitter()
                    .convert(context.name(), "reorder weights", weight.tensor(), layout));
  }

  private Tensor scaled(FoldedBatchNorm each) {
    Tensor scaled = context.emitter().tensor(layout);
    each.scale(weight.tensor(), scaled);
    return scaled;
  }

  /** Emits the computation of the gradient of a shard's or the batch's weights. */
  void gradient(Consumer<Tensor> compute) {
    Tensor target = context.gradientOf("weight", weight);
    boolean direct = target.layout().equals(layout);
    Tensor gradient = direct ? target : context.emitter().tensor(layout);
    compute.accept(gradient);
    context.emitter().copy(context.name(), "reorder weights", gradient, target);
  }
}
