package fovea.nn;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;

import java.util.ArrayList;
import java.util.List;

/** The residual networks (He et al. 2015). They always have batch normalisation. */
final class ResNet {

  /** How much wider the output of a bottleneck block is than its 3 x 3 convolution. */
  private static final int EXPANSION = 4;

  private static final int[] BLOCKS_18 = {2, 2, 2, 2};
  private static final int[] BLOCKS_34_AND_50 = {3, 4, 6, 3};

  /** The body of a block: its layers for a width and a stride. */
  private interface Body {
    List<Named> layers(int width, int stride);
  }

  private ResNet() {}

  /**
   * ResNet-20 for CIFAR-10 (4.2), with 1 x 1 projections (option B) as the shortcuts that increase
   * the width: 272,474 parameters at 3 x 32 x 32.
   */
  static Network resnet20(Zoo.Options options) {
    List<Named> layers = new ArrayList<>();
    layers.add(new Named("conv1", conv(16, 3).same().withoutBias()));
    layers.add(new Named("bn1", batchNorm()));
    layers.add(new Named("relu1", relu()));
    for (int stage = 1; stage <= 3; stage++) {
      for (int block = 0; block < 3; block++) {
        int stride = stage > 1 && block == 0 ? 2 : 1;
        int width = 16 << (stage - 1);
        List<Named> shortcut = stride > 1 ? projection("shortcut", width, stride) : List.of();
        String name = "layer" + stage + "." + block;
        layers.add(new Named(name, new Residual(basic(width, stride), shortcut)));
        layers.add(new Named(name + ".relu2", relu()));
      }
    }
    return withHead("resnet20", layers, "pool", options);
  }

  /** ResNet-18: 11,689,512 parameters at 3x224x224. */
  static Network resnet18(Zoo.Options options) {
    return photographs("resnet18", BLOCKS_18, 1, ResNet::basic, options);
  }

  /** ResNet-34: 21,797,672 parameters at 3x224x224. */
  static Network resnet34(Zoo.Options options) {
    return photographs("resnet34", BLOCKS_34_AND_50, 1, ResNet::basic, options);
  }

  /**
   * ResNet-50, whose bottlenecks have their stride in the 3 x 3 convolution, as in torchvision (the
   * paper's have it in the first one): 25,557,032 parameters at 3x224x224.
   */
  static Network resnet50(Zoo.Options options) {
    return photographs("resnet50", BLOCKS_34_AND_50, EXPANSION, ResNet::bottleneck, options);
  }

  /** A network for photographs (table 1), with the names of torchvision. */
  private static Network photographs(
      String network, int[] blocks, int expansion, Body body, Zoo.Options options) {
    List<Named> layers = new ArrayList<>();
    layers.add(new Named("conv1", conv(64, 7).same().stride(2).withoutBias()));
    layers.add(new Named("bn1", batchNorm()));
    layers.add(new Named("relu", relu()));
    layers.add(new Named("maxpool", maxPool(3).stride(2).pad(1)));
    for (int stage = 1; stage <= blocks.length; stage++) {
      int width = 64 << (stage - 1);
      for (int block = 0; block < blocks[stage - 1]; block++) {
        int stride = stage > 1 && block == 0 ? 2 : 1;
        boolean projects = block == 0 && (stage > 1 || expansion > 1);
        List<Named> shortcut =
            projects ? projection("downsample", expansion * width, stride) : List.of();
        String name = "layer" + stage + "." + block;
        layers.add(new Named(name, new Residual(body.layers(width, stride), shortcut)));
        layers.add(new Named(name + ".relu", relu()));
      }
    }
    return withHead(network, layers, "avgpool", options);
  }

  private static List<Named> basic(int width, int stride) {
    return List.of(
        new Named("conv1", conv(width, 3).same().stride(stride).withoutBias()),
        new Named("bn1", batchNorm()),
        new Named("relu1", relu()),
        new Named("conv2", conv(width, 3).same().withoutBias()),
        new Named("bn2", batchNorm()));
  }

  private static List<Named> bottleneck(int width, int stride) {
    return List.of(
        new Named("conv1", conv(width, 1).withoutBias()),
        new Named("bn1", batchNorm()),
        new Named("relu1", relu()),
        new Named("conv2", conv(width, 3).same().stride(stride).withoutBias()),
        new Named("bn2", batchNorm()),
        new Named("relu2", relu()),
        new Named("conv3", conv(EXPANSION * width, 1).withoutBias()),
        new Named("bn3", batchNorm()));
  }

  private static List<Named> projection(String name, int width, int stride) {
    return List.of(
        new Named(name + ".0", conv(width, 1).stride(stride).withoutBias()),
        new Named(name + ".1", batchNorm()));
  }

  private static Network withHead(
      String network, List<Named> layers, String pool, Zoo.Options options) {
    Zoo.requirePlainOptions(network, options);
    layers.add(new Named(pool, globalAvgPool()));
    layers.add(new Named("flatten", flatten()));
    if (options.dropout() > 0) {
      layers.add(new Named("dropout", dropout(options.dropout())));
    }
    layers.add(new Named("fc", linear(options.classes())));
    return new Network(network, layers);
  }
}
