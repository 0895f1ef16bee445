package fovea.nn;

import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.gelu;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.layerNorm;
import static fovea.nn.Layers.layerScale;
import static fovea.nn.Layers.linear;

import java.util.ArrayList;
import java.util.List;

/**
 * ConvNeXt (Liu et al. 2022, A ConvNet for the 2020s, figure 4 and table 9), with the names of
 * torchvision. It has layer normalisation in place of batch normalisation, and no stochastic depth.
 */
final class ConvNeXt {

  /**
   * A stage of the network.
   *
   * @param width channels of its blocks
   * @param blocks number of blocks
   */
  private record Stage(int width, int blocks) {}

  private static final List<Stage> TINY =
      List.of(new Stage(96, 3), new Stage(192, 3), new Stage(384, 9), new Stage(768, 3));

  /** How much wider the inside of a block is. */
  private static final int EXPANSION = 4;

  private ConvNeXt() {}

  /** ConvNeXt-T: 28,589,128 parameters at 3x224x224. */
  static Network tiny(Zoo.Options options) {
    Zoo.requirePlainOptions("convnext_tiny", options);
    List<Named> layers = new ArrayList<>();
    int number = 0;
    for (Stage stage : TINY) {
      String before = "features." + number++;
      if (layers.isEmpty()) {
        layers.add(new Named(before + ".0", conv(stage.width(), 4).stride(4)));
        layers.add(new Named(before + ".1", layerNorm()));
      } else {
        layers.add(new Named(before + ".0", layerNorm()));
        layers.add(new Named(before + ".1", conv(stage.width(), 2).stride(2)));
      }
      String blocks = "features." + number++;
      for (int block = 0; block < stage.blocks(); block++) {
        layers.add(new Named(blocks + "." + block, block(stage.width())));
      }
    }
    layers.add(new Named("avgpool", globalAvgPool()));
    layers.add(new Named("classifier.0", layerNorm()));
    layers.add(new Named("classifier.1", flatten()));
    if (options.dropout() > 0) {
      layers.add(new Named("dropout", dropout(options.dropout())));
    }
    layers.add(new Named("classifier.2", linear(options.classes())));
    return new Network("convnext_tiny", layers);
  }

  /** A depthwise 7 x 7 convolution, and two layers that look at each position by itself. */
  private static Residual block(int width) {
    return new Residual(
        List.of(
            new Named("block.0", conv(width, 7).same().groups(width)),
            new Named("block.2", layerNorm()),
            new Named("block.3", conv(EXPANSION * width, 1).asMatrix()),
            new Named("block.4", gelu()),
            new Named("block.5", conv(width, 1).asMatrix()),
            new Named("layer_scale", layerScale())),
        List.of());
  }
}
