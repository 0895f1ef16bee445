package fovea.engine.onednn;

import fovea.engine.onednn.plan.Division;
import fovea.engine.onednn.plan.Node;
import fovea.nn.AvgPool2d;
import fovea.nn.BatchNorm2d;
import fovea.nn.Conv2d;
import fovea.nn.Dropout;
import fovea.nn.Flatten;
import fovea.nn.GELU;
import fovea.nn.GlobalAvgPool2d;
import fovea.nn.Layer;
import fovea.nn.LayerNorm2d;
import fovea.nn.LayerScale;
import fovea.nn.Linear;
import fovea.nn.MaxPool2d;
import fovea.nn.ReLU;
import fovea.nn.ReLU6;
import fovea.nn.Residual;
import fovea.nn.Scale;
import fovea.nn.Softmax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A sequence of stages, each on the part of the batch that is planned for it. */
final class SequentialStage implements Stage {

  private final Emitter emitter;
  private final List<Part> parts;
  private final Tensor output;

  /** A stage, and whether it works on shards or on the whole batch. */
  private record Part(Stage stage, Draft.Scope scope) {}

  private SequentialStage(Emitter emitter, List<Part> parts, Tensor output) {
    this.emitter = emitter;
    this.parts = parts;
    this.output = output;
  }

  /**
   * Compiles the forward pass of a sequence of nodes.
   *
   * @param results where the network's output is wanted, if the sequence ends it
   */
  static SequentialStage lower(
      Emitter emitter,
      Parameters parameters,
      List<Node> nodes,
      Tensor images,
      Optional<Tensor> results) {
    List<Part> parts = new ArrayList<>();
    Tensor tensor = images;
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      Draft.Scope scope = node.division() == Division.NONE ? Draft.Scope.BATCH : Draft.Scope.SHARD;
      tensor = emitter.enter(scope, tensor);
      boolean last = i == nodes.size() - 1;
      Stage stage =
          stage(
              new LayerContext(node, emitter, parameters, tensor, results.filter(wanted -> last)));
      parameters.endOfLayer();
      parts.add(new Part(stage, scope));
      tensor = stage.output();
    }
    if (results.isEmpty()) {
      tensor = emitter.enter(Draft.Scope.SHARD, tensor);
    }
    return new SequentialStage(emitter, parts, tensor);
  }

  private static Stage stage(LayerContext context) {
    Node node = context.node();
    Layer layer = node.layer();
    if (layer instanceof Conv2d conv) {
      return node.winograd()
          .map(
              winograd ->
                  winograd.squares()
                      ? TileStage.lower(context, conv, winograd)
                      : WinogradStage.lower(context, conv, winograd))
          .orElseGet(() -> WeightedStage.lower(context, conv));
    }
    if (layer instanceof Linear linear) {
      return node.division() == Division.OUTPUTS
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
      boolean parts = node.division() != Division.NONE || context.emitter().peers().size() > 1;
      return parts && context.trainsAny("weight", "bias")
          ? ShardedBatchNormStage.lower(context, norm)
          : BatchNormStage.lower(context, norm);
    }
    if (layer instanceof LayerNorm2d norm) {
      return LayerNormStage.lower(context, norm);
    }
    if (layer instanceof LayerScale) {
      return LayerScaleStage.lower(context);
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
    if (layer instanceof Scale scale) {
      return ActivationStage.scale(context, scale.factor());
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
    if (layer instanceof Residual) {
      return ResidualStage.lower(
          context, path(context, node.body()), path(context, node.shortcut()));
    }
    throw new IllegalArgumentException(
        "layer " + context.name() + ": no kernel for " + layer.type());
  }

  /** A path of a residual block. */
  private static Stage path(LayerContext context, List<Node> nodes) {
    return lower(context.emitter(), context.parameters(), nodes, context.input(), Optional.empty());
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
      emitter.enter(Draft.Scope.SHARD);
      return input;
    }
    return Optional.of(emitter.enter(Draft.Scope.SHARD, input.get()));
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
          stage.backward(emitter.enter(parts.get(i).scope(), current), neededHere);
      emitter.endLayerBackward();
      if (before.isEmpty()) {
        return before;
      }
      current = before.get();
    }
    return inputGradientNeeded ? Optional.of(current) : Optional.empty();
  }
}
