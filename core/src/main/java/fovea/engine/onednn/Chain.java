package fovea.engine.onednn;

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
import org.bytedeco.dnnl.memory;

/** Stages one behind the other. Rectifiers are fused into the stage before them where it can. */
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
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i).layer();
      Optional<Layer> next =
          i + 1 < layers.size() ? Optional.of(layers.get(i + 1).layer()) : Optional.empty();
      boolean rectified = next.filter(ReLU.class::isInstance).isPresent() && fuses(layer);
      boolean last = ends && i + (rectified ? 2 : 1) == layers.size();
      if (layer instanceof Flatten && next.filter(Linear.class::isInstance).isPresent()) {
        continue; // an inner product takes feature maps as they are
      }
      Shape output =
          layer instanceof Linear linear ? Shape.vector(linear.features()) : layer.output(shape);
      Site site =
          new Site(
              compiler,
              prefix + layers.get(i).name(),
              shape,
              output,
              tensor,
              rectified,
              last ? memory.data_type.f32 : compiler.type());
      Stage stage = stage(site, layer);
      compiler.release(tensor);
      stages.add(stage);
      tensor = stage.output();
      shape = output;
      if (rectified) {
        i++;
      }
    }
    return new Chain(compiler, stages, tensor);
  }

  private static boolean fuses(Layer layer) {
    return layer instanceof Conv2d
        || layer instanceof Linear
        || layer instanceof BatchNorm2d
        || layer instanceof Residual;
  }

  private static Stage stage(Site site, Layer layer) {
    if (layer instanceof Conv2d conv) {
      return WeightedStage.lower(site, ConvolutionPrimitives.of(site, conv), conv.bias());
    }
    if (layer instanceof Linear linear) {
      return WeightedStage.lower(site, LinearPrimitives.of(site, linear), linear.bias());
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
