package fovea.engine.onednn;

import fovea.engine.Mode;
import fovea.nn.AvgPool2d;
import fovea.nn.BatchNorm2d;
import fovea.nn.Conv2d;
import fovea.nn.Dropout;
import fovea.nn.Flatten;
import fovea.nn.GELU;
import fovea.nn.GlobalAvgPool2d;
import fovea.nn.Layer;
import fovea.nn.Linear;
import fovea.nn.MaxPool2d;
import fovea.nn.Named;
import fovea.nn.ReLU;
import fovea.nn.ReLU6;
import fovea.nn.Residual;
import fovea.nn.Shape;
import fovea.nn.Softmax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sequence of stages. A ReLU is fused into the layer before it, or into the max pooling after it,
 * where possible.
 */
final class SequentialStage implements Stage {

  private final Compiler compiler;
  private final List<Part> parts;
  private final Tensor output;

  /** A stage, and whether it works on shards or on the whole batch. */
  private record Part(Stage stage, Draft.Scope scope) {}

  private SequentialStage(Compiler compiler, List<Part> parts, Tensor output) {
    this.compiler = compiler;
    this.parts = parts;
    this.output = output;
  }

  /**
   * Compiles the forward pass of a sequence of layers.
   *
   * @param prefix prepended to the layers' names
   * @param ends whether the output is that of the network, which is in 32-bit floats
   */
  static SequentialStage lower(
      Compiler compiler,
      String prefix,
      List<Named> layers,
      Shape input,
      Tensor images,
      boolean ends) {
    List<Part> parts = new ArrayList<>();
    Shape shape = input;
    Tensor tensor = images;
    ReluFusion relu = ReluFusion.NONE;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i).layer();
      Optional<FoldedBatchNorm.Source> norm = foldedNorm(compiler, prefix, layers, i);
      int own =
          norm.isPresent() ? 2 : 1; // layers that the stage computes, not counting a fused ReLU
      relu = relu(layer, layers.subList(i + own, layers.size()), relu);
      int taken = relu.forward() ? own + 1 : own;
      boolean last = ends && i + taken == layers.size();
      boolean exact = last || follows(layers, i + taken, Softmax.class);
      if (layer instanceof Flatten && follows(layers, i + 1, Linear.class)) {
        continue; // an inner product takes feature maps as they are
      }
      Shape output =
          layer instanceof Linear linear ? Shape.vector(linear.features()) : layer.output(shape);
      Draft.Scope scope = scope(compiler, layer, shape);
      tensor = compiler.enter(scope, tensor);
      LayerContext context =
          new LayerContext(
              compiler, prefix + layers.get(i).name(), shape, output, tensor, relu, last, exact);
      Stage stage = stage(context, layer, norm);
      compiler.endOfLayer();
      parts.add(new Part(stage, scope));
      tensor = stage.output();
      shape = output;
      i += taken - 1;
    }
    if (!ends) {
      tensor = compiler.enter(Draft.Scope.SHARD, tensor);
    }
    return new SequentialStage(compiler, parts, tensor);
  }

  /**
   * What a layer works on. In training, a linear layer has more weights than its images have
   * numbers, so that sums of its gradients would take longer than the layer.
   */
  private static Draft.Scope scope(Compiler compiler, Layer layer, Shape input) {
    if (compiler.shardCount() == 1) {
      return Draft.Scope.BATCH;
    }
    return layer instanceof Linear linear
        ? PartitionedLinearStage.scope(compiler, linear, input.elements())
        : Draft.Scope.SHARD;
  }

  /** The batch normalisation to fold into layer i, if it is a convolution followed by one. */
  private static Optional<FoldedBatchNorm.Source> foldedNorm(
      Compiler compiler, String prefix, List<Named> layers, int i) {
    boolean folds =
        compiler.mode() == Mode.EVALUATION
            && layers.get(i).layer() instanceof Conv2d
            && follows(layers, i + 1, BatchNorm2d.class);
    return folds
        ? Optional.of(FoldedBatchNorm.Source.of(prefix, layers.get(i + 1)))
        : Optional.empty();
  }

  /**
   * How much of a neighbouring ReLU a layer computes.
   *
   * @param after the layers after it
   * @param before the fusion of the layer before it
   */
  private static ReluFusion relu(Layer layer, List<Named> after, ReluFusion before) {
    boolean weighted = layer instanceof Conv2d || layer instanceof Linear;
    boolean fuses = weighted || layer instanceof BatchNorm2d || layer instanceof Residual;
    if (fuses && follows(after, 0, ReLU.class)) {
      return weighted && follows(after, 1, MaxPool2d.class) ? ReluFusion.FORWARD : ReluFusion.BOTH;
    }
    return before == ReluFusion.FORWARD ? ReluFusion.BACKWARD : ReluFusion.NONE;
  }

  private static boolean follows(List<Named> layers, int i, Class<? extends Layer> kind) {
    return i < layers.size() && kind.isInstance(layers.get(i).layer());
  }

  private static Stage stage(
      LayerContext context, Layer layer, Optional<FoldedBatchNorm.Source> folded) {
    if (layer instanceof Conv2d conv) {
      return WinogradStage.choose(context, conv)
          .map(winograd -> WinogradStage.lower(context, conv, winograd, folded))
          .orElseGet(() -> WeightedStage.lower(context, conv, folded));
    }
    if (layer instanceof Linear linear) {
      return PartitionedLinearStage.pays(
              context.compiler(), linear, context.inputShape().elements())
          ? PartitionedLinearStage.lower(context, linear)
          : WeightedStage.lower(context, linear);
    }
    if (layer instanceof MaxPool2d pool) {
      return PoolingStage.max(context, pool);
    }
    if (layer instanceof AvgPool2d pool) {
      return PoolingStage.average(context, pool);
    }
    if (layer instanceof GlobalAvgPool2d) {
      return PoolingStage.globalAverage(context);
    }
    if (layer instanceof BatchNorm2d norm) {
      return BatchNormStage.lower(context, norm);
    }
    if (layer instanceof ReLU) {
      return ActivationStage.relu(context);
    }
    if (layer instanceof ReLU6) {
      return ActivationStage.relu6(context);
    }
    if (layer instanceof GELU) {
      return ActivationStage.gelu(context);
    }
    if (layer instanceof Softmax) {
      return SoftmaxStage.lower(context);
    }
    if (layer instanceof Dropout dropout) {
      return DropoutStage.lower(context, dropout);
    }
    if (layer instanceof Flatten) {
      return FlattenStage.lower(context);
    }
    if (layer instanceof Residual residual) {
      return ResidualStage.lower(context, residual);
    }
    throw new IllegalArgumentException(
        "layer " + context.name() + ": no kernel for " + layer.type());
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public boolean trainable() {
    return parts.stream().map(Part::stage).anyMatch(Stage::trainable);
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean inputGradientNeeded) {
    Optional<Tensor> input = throughStages(gradient, inputGradientNeeded);
    if (input.isEmpty()) {
      compiler.enter(Draft.Scope.SHARD);
      return input;
    }
    return Optional.of(compiler.enter(Draft.Scope.SHARD, input.get()));
  }

  private Optional<Tensor> throughStages(Tensor gradient, boolean inputGradientNeeded) {
    Tensor current = gradient;
    for (int i = parts.size() - 1; i >= 0; i--) {
      Stage stage = parts.get(i).stage();
      boolean neededHere =
          inputGradientNeeded
              || parts.subList(0, i).stream().map(Part::stage).anyMatch(Stage::trainable);
      if (!neededHere && !stage.trainable()) {
        return Optional.empty();
      }
      Optional<Tensor> before =
          stage.backward(compiler.enter(parts.get(i).scope(), current), neededHere);
      if (before.isEmpty()) {
        return before;
      }
      current = before.get();
    }
    return inputGradientNeeded ? Optional.of(current) : Optional.empty();
  }
}
