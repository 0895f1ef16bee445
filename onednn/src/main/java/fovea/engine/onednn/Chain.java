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
import fovea.nn.Residual;
import fovea.nn.Shape;
import fovea.nn.Softmax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stages one after the other. Rectifiers are computed with their neighbours where those can. */
final class Chain implements Stage {

  private final Compiler compiler;
  private final List<Stage> stages;
  private final Tensor output;

  private Chain(Compiler compiler, List<Stage> stages, Tensor output) {
    this.compiler = compiler;
    this.stages = stages;
    this.output = output;
  }

  /**
   * Lowers the forward pass of layers. The chain owns the input that it is given.
   *
   * @param prefix what stands before the layers' names
   * @param ends whether the chain's output is the network's: it is then in 32-bit floats
   */
  static Chain lower(
      Compiler compiler,
      String prefix,
      List<Named> layers,
      Shape input,
      Tensor images,
      boolean ends) {
    List<Stage> stages = new ArrayList<>();
    Shape shape = input;
    Tensor tensor = images;
    Rectifier rectifier = Rectifier.NONE;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i).layer();
      Optional<FoldedNorm.Source> norm = foldedNorm(compiler, prefix, layers, i);
      int own = norm.isPresent() ? 2 : 1; // layers that the stage computes, but for a rectifier
      rectifier = rectifier(layer, layers.subList(i + own, layers.size()), rectifier);
      int taken = rectifier.forward() ? own + 1 : own;
      boolean last = ends && i + taken == layers.size();
      if (layer instanceof Flatten && follows(layers, i + 1, Linear.class)) {
        continue; // an inner product takes feature maps as they are
      }
      Shape output =
          layer instanceof Linear linear ? Shape.vector(linear.features()) : layer.output(shape);
      Site site =
          new Site(compiler, prefix + layers.get(i).name(), shape, output, tensor, rectifier, last);
      Stage stage = stage(site, layer, norm);
      compiler.endOfLayer();
      compiler.release(tensor);
      stages.add(stage);
      tensor = stage.output();
      shape = output;
      i += taken - 1;
    }
    return new Chain(compiler, stages, tensor);
  }

  /** The batch normalisation that can be computed with the layer before it, if one can. */
  private static Optional<FoldedNorm.Source> foldedNorm(
      Compiler compiler, String prefix, List<Named> layers, int i) {
    boolean folds =
        compiler.mode() == Mode.EVALUATION
            && layers.get(i).layer() instanceof Conv2d
            && follows(layers, i + 1, BatchNorm2d.class);
    return folds ? Optional.of(FoldedNorm.Source.of(prefix, layers.get(i + 1))) : Optional.empty();
  }

  /**
   * What a layer does for a rectifier.
   *
   * @param after the layers after it
   * @param before what the layer before it does
   */
  private static Rectifier rectifier(Layer layer, List<Named> after, Rectifier before) {
    boolean weighted = layer instanceof Conv2d || layer instanceof Linear;
    boolean fuses = weighted || layer instanceof BatchNorm2d || layer instanceof Residual;
    if (fuses && follows(after, 0, ReLU.class)) {
      return weighted && follows(after, 1, MaxPool2d.class) ? Rectifier.FORWARD : Rectifier.BOTH;
    }
    return before == Rectifier.FORWARD ? Rectifier.BACKWARD : Rectifier.NONE;
  }

  private static boolean follows(List<Named> layers, int i, Class<? extends Layer> kind) {
    return i < layers.size() && kind.isInstance(layers.get(i).layer());
  }

  private static Stage stage(Site site, Layer layer, Optional<FoldedNorm.Source> folded) {
    if (layer instanceof Conv2d conv) {
      return WinogradStage.filtering(site, conv)
          .map(winograd -> WinogradStage.lower(site, conv, winograd, folded))
          .orElseGet(() -> WeightedStage.lower(site, conv, folded));
    }
    if (layer instanceof Linear linear) {
      return WeightedStage.lower(site, linear);
    }
    if (layer instanceof MaxPool2d pool) {
      return PoolingStage.max(site, pool);
    }
    if (layer instanceof AvgPool2d pool) {
      return PoolingStage.average(site, pool);
    }
    if (layer instanceof GlobalAvgPool2d) {
      return PoolingStage.globalAverage(site);
    }
    if (layer instanceof BatchNorm2d norm) {
      return BatchNormStage.lower(site, norm);
    }
    if (layer instanceof ReLU) {
      return ActivationStage.relu(site);
    }
    if (layer instanceof GELU) {
      return ActivationStage.gelu(site);
    }
    if (layer instanceof Softmax) {
      return SoftmaxStage.lower(site);
    }
    if (layer instanceof Dropout dropout) {
      return DropoutStage.lower(site, dropout);
    }
    if (layer instanceof Flatten) {
      return FlattenStage.lower(site);
    }
    if (layer instanceof Residual residual) {
      return ResidualStage.lower(site, residual);
    }
    throw new IllegalArgumentException("layer " + site.name() + ": no kernel for " + layer.type());
  }

  @Override
  public Tensor output() {
    return output;
  }

  @Override
  public boolean learns() {
    return stages.stream().anyMatch(Stage::learns);
  }

  @Override
  public Optional<Tensor> backward(Tensor gradient, boolean wanted) {
    Tensor current = gradient;
    for (int i = stages.size() - 1; i >= 0; i--) {
      boolean wantedHere = wanted || stages.subList(0, i).stream().anyMatch(Stage::learns);
      if (!wantedHere && !stages.get(i).learns()) {
        compiler.release(current);
        return Optional.empty();
      }
      Optional<Tensor> before = stages.get(i).backward(current, wantedHere);
      if (before.isEmpty()) {
        return before;
      }
      current = before.get();
    }
    if (!wanted) {
      compiler.release(current);
      return Optional.empty();
    }
    return Optional.of(current);
  }
}
