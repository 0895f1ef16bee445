package fovea.engine.onednn.plan;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;
import static fovea.nn.Layers.relu6;
import static fovea.nn.Layers.residual;
import static fovea.nn.Layers.softmax;
import static org.assertj.core.api.Assertions.assertThat;

import fovea.engine.Mode;
import fovea.nn.Layer;
import fovea.nn.Network;
import fovea.nn.Shape;
import fovea.nn.Zoo;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {

  private static final Shape IMAGE = Shape.image(3, 32, 32);
  private static final Shards WHOLE = new Shards(1, 128);
  private static final Shards QUARTERS = new Shards(4, 32);

  private static List<Node> plan(Shards shards, Mode mode, Layer... layers) {
    return Plan.of(Network.of("planned", layers), IMAGE, shards, mode, false).nodes();
  }

  private static List<String> names(List<Node> nodes) {
    return nodes.stream().map(Node::name).toList();
  }

  @Test
  void aReluBelongsToTheLayerBeforeItAndThroughAMaximumToThePooling() {
    List<Node> nodes =
        plan(WHOLE, Mode.TRAINING, conv(8, 3), relu(), maxPool(2), conv(8, 3), relu(), flatten());
    assertThat(names(nodes)).containsExactly("conv1", "pool1", "conv2", "flatten");
    assertThat(nodes.stream().map(Node::relu))
        .containsExactly(ReluFusion.FORWARD, ReluFusion.BACKWARD, ReluFusion.BOTH, ReluFusion.NONE);
  }

  @Test
  void aReluThatFollowsNoLayerWithAKernelForItIsANode() {
    assertThat(plan(WHOLE, Mode.TRAINING, maxPool(2), relu(), conv(8, 3)))
        .extracting(node -> node.layer().type())
        .containsExactly(maxPool(2).type(), relu().type(), conv(8, 3).type());
  }

  /** A maximum of 6 may be that of any clipped value, so that a pooling cannot go back for it. */
  @Test
  void aClippedReluBelongsToALayerWithWeightsOnly() {
    List<Node> nodes =
        plan(
            WHOLE,
            Mode.TRAINING,
            conv(8, 3),
            relu6(),
            maxPool(2),
            conv(8, 3),
            batchNorm(),
            relu6());
    assertThat(nodes.stream().map(Node::relu))
        .containsExactly(
            ReluFusion.BOTH, ReluFusion.NONE, ReluFusion.NONE, ReluFusion.NONE, ReluFusion.NONE);
    assertThat(nodes.stream().map(Node::clipped)).containsExactly(true, false, false, false, false);
    assertThat(plan(WHOLE, Mode.EVALUATION, conv(8, 3), batchNorm(), relu6())).hasSize(1);
  }

  @Test
  void normalisationIsFoldedInEvaluationOnly() {
    Layer[] layers = {conv(8, 3), batchNorm(), relu(), maxPool(2)};
    List<Node> evaluated = plan(WHOLE, Mode.EVALUATION, layers);
    assertThat(names(evaluated)).containsExactly("conv1", "pool1");
    assertThat(evaluated.get(0).norm()).map(FoldedNorm::name).contains("bn1");
    List<Node> trained = plan(WHOLE, Mode.TRAINING, layers);
    assertThat(names(trained)).containsExactly("conv1", "bn1", "pool1");
    assertThat(trained.get(0).norm()).isEmpty();
  }

  @Test
  void aLinearLayerTakesMapsAsTheyAre() {
    List<Node> nodes = plan(WHOLE, Mode.EVALUATION, flatten(), linear(10));
    assertThat(names(nodes)).containsExactly("fc1");
    assertThat(nodes.get(0).input()).isEqualTo(IMAGE);
  }

  @Test
  void whatASoftmaxExponentiatesAndTheResultAreExact() {
    List<Node> nodes =
        plan(WHOLE, Mode.EVALUATION, conv(8, 3), globalAvgPool(), linear(10), softmax());
    assertThat(nodes).extracting(Node::exact).containsExactly(false, false, true, true);
  }

  /** A large linear layer is divided by its outputs in training, if enough shards have a part. */
  @Test
  void largeLinearLayersAreDividedByOutputs() {
    assertThat(division(QUARTERS, Mode.TRAINING, linear(1000))).isEqualTo(Division.OUTPUTS);
    assertThat(division(QUARTERS, Mode.TRAINING, linear(1002))).isEqualTo(Division.OUTPUTS);
    assertThat(division(QUARTERS, Mode.TRAINING, linear(1001))).isEqualTo(Division.IMAGES);
    assertThat(division(QUARTERS, Mode.TRAINING, linear(20))).isEqualTo(Division.IMAGES);
    assertThat(division(QUARTERS, Mode.EVALUATION, linear(1000))).isEqualTo(Division.IMAGES);
    assertThat(division(WHOLE, Mode.TRAINING, linear(1000))).isEqualTo(Division.NONE);
  }

  @Test
  void partsAreEqualAndAtMostOnePerShard() {
    Shards eighths = new Shards(8, 16);
    assertThat(eighths.parts(256)).isEqualTo(8);
    assertThat(eighths.parts(500)).isEqualTo(5);
    assertThat(eighths.parts(499)).isEqualTo(1);
    assertThat(new Shards(10, 10).parts(256)).isEqualTo(8);
    assertThat(List.of(256, 500, 12, 4)).allMatch(eighths::share);
    assertThat(List.of(499, 9, 1)).noneMatch(eighths::share);
  }

  private static Division division(Shards shards, Mode mode, Layer layer) {
    return plan(shards, mode, layer).get(0).division();
  }

  @Test
  void pathsOfABlockArePlannedWithinIt() {
    Node block =
        plan(WHOLE, Mode.TRAINING, residual(conv(3, 3).same(), relu(), conv(3, 3).same()), relu())
            .get(0);
    assertThat(block.relu()).isEqualTo(ReluFusion.BOTH);
    assertThat(names(block.body()))
        .containsExactly(block.name() + ".conv1", block.name() + ".conv2");
    assertThat(block.shortcut()).isEmpty();
    assertThat(block.body()).extracting(Node::exact).containsOnly(false);
  }

  /** Filtering is chosen by the whole batch, so that it does not depend on how it is divided. */
  @Test
  void fastFilteringIsChosenByTheWholeBatch() {
    assertThat(filtered(new Shards(4, 32), Mode.TRAINING, false)).isEqualTo(2);
    assertThat(filtered(new Shards(1, 128), Mode.TRAINING, false)).isEqualTo(2);
    assertThat(filtered(new Shards(1, 1), Mode.EVALUATION, true)).isZero();
    assertThat(filtered(new Shards(1, 128), Mode.ATTRIBUTION, false)).isZero();
  }

  private static long filtered(Shards shards, Mode mode, boolean fixed) {
    return Plan.of(Zoo.network("cifarnet", Zoo.Options.classes(10)), IMAGE, shards, mode, fixed)
        .nodes()
        .stream()
        .filter(node -> node.winograd().isPresent())
        .count();
  }
}
