package fovea.engine.onednn.plan;

import fovea.engine.Mode;
import fovea.nn.BatchNorm2d;
import fovea.nn.Conv2d;
import fovea.nn.Flatten;
import fovea.nn.Layer;
import fovea.nn.Linear;
import fovea.nn.MaxPool2d;
import fovea.nn.Named;
import fovea.nn.ReLU;
import fovea.nn.ReLU6;
import fovea.nn.Residual;
import fovea.nn.Scale;
import fovea.nn.Shape;
import fovea.nn.Softmax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns layers into nodes, one rule after the other. */
final class Planner {

  /** Channels per block of the library's kernels; fast filtering needs multiples. */
  private static final int BLOCK = 16;

  /** Smallest number of output positions in a batch for which transforming the filters pays. */
  private static final int MIN_POSITIONS = 512;

  /** The same in training, where filters are transformed in each step. */
  private static final int MIN_TRAINING_POSITIONS = 1024;

  /** Smallest number of a linear layer's weights for which the shards' gradients are not summed. */
  private static final long MIN_WEIGHTS = 1 << 16;

  private final Shards shards;
  private final Mode mode;
  private final boolean fixed;

  Planner(Shards shards, Mode mode, boolean fixed) {
    this.shards = shards;
    this.mode = mode;
    this.fixed = fixed;
  }

  /**
   * The nodes of a sequence of layers.
   *
   * @param prefix prepended to the layers' names
   * @param ends whether its output is the network's, which is in 32-bit floats
   */
  List<Node> sequence(String prefix, List<Named> layers, Shape input, boolean ends) {
    List<Node> nodes = new ArrayList<>();
    Shape shape = input;
    ReluFusion relu = ReluFusion.NONE;
    for (int i = 0; i < layers.size(); i++) {
      Named named = layers.get(i);
      Layer layer = named.layer();
      if (layer instanceof Flatten && follows(layers, i + 1, Linear.class)) {
        continue; // an inner product takes feature maps as they are
      }
      Optional<FoldedNorm> norm = foldedNorm(prefix, layers, i);
      int own = norm.isPresent() ? 2 : 1; // layers of the node, not counting a fused ReLU
      relu = relu(layer, layers.subList(i + own, layers.size()), relu);
      int taken = relu.forward() ? own + 1 : own;
      boolean last = ends && i + taken == layers.size();
      Shape output =
          layer instanceof Linear linear ? Shape.vector(linear.features()) : layer.output(shape);
      String name = prefix + named.name();
      nodes.add(
          new Node(
              name,
              layer,
              shape,
              output,
              division(layer, shape),
              relu,
              relu.forward() && follows(layers, i + own, ReLU6.class),
              norm,
              layer instanceof Conv2d conv ? winograd(conv, shape, output) : Optional.empty(),
              last || exactAfter(layers, i + taken, ends),
              layer instanceof Residual block ? path(name, block.body(), shape) : List.of(),
              layer instanceof Residual block ? path(name, block.shortcut(), shape) : List.of()));
      shape = output;
      i += taken - 1;
    }
    return List.copyOf(nodes);
  }

  /** Whether layer i needs its input in 32-bit floats: a softmax, or what scales the scores. */
  private static boolean exactAfter(List<Named> layers, int i, boolean ends) {
    return follows(layers, i, Softmax.class)
        || (ends && i + 1 == layers.size() && follows(layers, i, Scale.class));
  }

  private List<Node> path(String block, List<Named> layers, Shape input) {
    return sequence(block + ".", layers, input, false);
  }

  private static boolean follows(List<Named> layers, int i, Class<? extends Layer> kind) {
    return i < layers.size() && kind.isInstance(layers.get(i).layer());
  }

  /** The batch normalisation to fold into layer i, if it is a convolution followed by one. */
  private Optional<FoldedNorm> foldedNorm(String prefix, List<Named> layers, int i) {
    boolean folds =
        mode == Mode.EVALUATION
            && layers.get(i).layer() instanceof Conv2d
            && follows(layers, i + 1, BatchNorm2d.class);
    if (!folds) {
      return Optional.empty();
    }
    Named norm = layers.get(i + 1);
    return Optional.of(new FoldedNorm(prefix + norm.name(), (BatchNorm2d) norm.layer()));
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
    if (weighted && follows(after, 0, ReLU6.class)) {
      return ReluFusion.BOTH; // a maximum of 6 is also that of clipped values
    }
    return before == ReluFusion.FORWARD ? ReluFusion.BACKWARD : ReluFusion.NONE;
  }

  /**
   * What a layer's work is divided by. In training, a large linear layer has more weights than a
   * shard's images have numbers, so that sums of its gradients would take longer than the layer.
   */
  private Division division(Layer layer, Shape input) {
    if (!shards.divided()) {
      return Division.NONE;
    }
    boolean large =
        mode.trains()
            && layer instanceof Linear linear
            && (long) linear.features() * input.elements() >= MIN_WEIGHTS;
    return large && shards.share(((Linear) layer).features()) ? Division.OUTPUTS : Division.IMAGES;
  }

  /**
   * Fast filtering, if it is expected to be faster here. Transformed filters are larger than the
   * weights: with fixed parameters, a single image does not justify the memory.
   */
  private Optional<Winograd> winograd(Conv2d conv, Shape input, Shape output) {
    int batch = shards.count() * shards.images();
    long positions = (long) batch * output.height() * output.width();
    int fewest = mode.hasBackward() ? MIN_TRAINING_POSITIONS : MIN_POSITIONS;
    boolean whole = input.channels() % BLOCK == 0 && conv.filters() % BLOCK == 0;
    boolean single = fixed && batch == 1;
    boolean exact = mode.hasInputGradient(); // no rounding where a gradient must be 0
    return whole && positions >= fewest && !single && !exact
        ? Winograd.of(conv, input, output, batch)
        : Optional.empty();
  }
}
