package fovea.nn;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.relu6;

import java.util.ArrayList;
import java.util.List;

/**
 * MobileNetV2 (Sandler et al. 2018, table 2), with the names of torchvision. It always has batch
 * normalisation.
 */
final class MobileNet {

  /**
   * A row of the table.
   *
   * @param expansion how much wider the inside of a block is than its input
   * @param width channels of the output
   * @param blocks number of blocks
   * @param stride stride of the first block
   */
  private record Stage(int expansion, int width, int blocks, int stride) {}

  private static final List<Stage> STAGES =
      List.of(
          new Stage(1, 16, 1, 1),
          new Stage(6, 24, 2, 2),
          new Stage(6, 32, 3, 2),
          new Stage(6, 64, 4, 2),
          new Stage(6, 96, 3, 1),
          new Stage(6, 160, 3, 2),
          new Stage(6, 320, 1, 1));

  private static final int STEM = 32;
  private static final int LAST = 1280;

  private MobileNet() {}

  /** MobileNetV2 of width 1: 3,504,872 parameters at 3x224x224. */
  static Network v2(Zoo.Options options) {
    Zoo.requirePlainOptions("mobilenet_v2", options);
    List<Named> layers =
        new ArrayList<>(normalized("features.0", conv(STEM, 3).same().stride(2).withoutBias()));
    int width = STEM;
    int number = 1;
    for (Stage stage : STAGES) {
      for (int block = 0; block < stage.blocks(); block++) {
        int stride = block == 0 ? stage.stride() : 1;
        String name = "features." + number++;
        List<Named> body =
            invertedResidual(width, stage.expansion() * width, stage.width(), stride);
        if (stride == 1 && width == stage.width()) {
          layers.add(new Named(name, new Residual(body, List.of())));
        } else {
          body.forEach(each -> layers.add(new Named(name + "." + each.name(), each.layer())));
        }
        width = stage.width();
      }
    }
    layers.addAll(normalized("features." + number, conv(LAST, 1).withoutBias()));
    layers.add(new Named("avgpool", globalAvgPool()));
    layers.add(new Named("flatten", flatten()));
    if (options.dropout() > 0) {
      layers.add(new Named("classifier.0", dropout(options.dropout())));
    }
    layers.add(new Named("classifier.1", linear(options.classes())));
    return new Network("mobilenet_v2", layers);
  }

  /**
   * The layers of an inverted residual (figure 4): a 1 x 1 convolution that expands, a depthwise 3
   * x 3 convolution, and a 1 x 1 convolution without activation.
   */
  private static List<Named> invertedResidual(int input, int inside, int output, int stride) {
    List<Named> layers = new ArrayList<>();
    int number = 0;
    if (inside > input) {
      layers.addAll(normalized("conv." + number++, conv(inside, 1).withoutBias()));
    }
    Conv2d depthwise = conv(inside, 3).same().stride(stride).groups(inside).withoutBias();
    layers.addAll(normalized("conv." + number++, depthwise));
    layers.add(new Named("conv." + number++, conv(output, 1).withoutBias()));
    layers.add(new Named("conv." + number, batchNorm()));
    return layers;
  }

  /** A convolution with batch normalisation and ReLU6. */
  private static List<Named> normalized(String name, Conv2d conv) {
    return List.of(
        new Named(name + ".0", conv),
        new Named(name + ".1", batchNorm()),
        new Named(name + ".2", relu6()));
  }
}
