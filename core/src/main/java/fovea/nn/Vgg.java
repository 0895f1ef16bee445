package fovea.nn;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;

import java.util.ArrayList;
import java.util.List;

/** The VGG networks (Simonyan and Zisserman 2014, table 1): stages of 3 x 3 convolutions. */
final class Vgg {

  private static final int[] WIDTHS = {64, 128, 256, 512, 512};
  private static final int[] CONVOLUTIONS_11 = {1, 1, 2, 2, 2};
  private static final int[] CONVOLUTIONS_13 = {2, 2, 2, 2, 2};
  private static final int[] CONVOLUTIONS_16 = {2, 2, 3, 3, 3};
  private static final int[] CONVOLUTIONS_19 = {2, 2, 4, 4, 4};
  private static final int HIDDEN = 4096;

  private Vgg() {}

  /**
   * Configuration D with the names of layers that are usual for the paper's figures, such as {@code
   * conv1_1} and {@code fc6}: 138,357,544 parameters at 3x224x224.
   */
  static Network vgg16(Zoo.Options options) {
    Zoo.requirePlainOptions("vgg16", options);
    List<Named> layers = new ArrayList<>();
    for (int stage = 1; stage <= WIDTHS.length; stage++) {
      for (int i = 1; i <= CONVOLUTIONS_16[stage - 1]; i++) {
        String number = stage + "_" + i;
        layers.add(new Named("conv" + number, conv(WIDTHS[stage - 1], 3).same()));
        if (options.batchNorm()) {
          layers.add(new Named("bn" + number, batchNorm()));
        }
        layers.add(new Named("relu" + number, relu()));
      }
      layers.add(new Named("pool" + stage, maxPool(2)));
    }
    layers.add(new Named("flatten", flatten()));
    for (int number = 6; number <= 7; number++) {
      layers.add(new Named("fc" + number, linear(HIDDEN)));
      layers.add(new Named("relu" + number, relu()));
      if (options.dropout() > 0) {
        layers.add(new Named("dropout" + number, dropout(options.dropout())));
      }
    }
    layers.add(new Named("fc8", linear(options.classes())));
    return new Network("vgg16", layers);
  }

  /** Configuration A: 132,863,336 parameters at 3x224x224. */
  static Network vgg11(Zoo.Options options) {
    return numbered("vgg11", CONVOLUTIONS_11, options, options.batchNorm());
  }

  /** Configuration B: 133,047,848 parameters at 3x224x224. */
  static Network vgg13(Zoo.Options options) {
    return numbered("vgg13", CONVOLUTIONS_13, options, options.batchNorm());
  }

  /** Configuration E: 143,667,240 parameters at 3x224x224. */
  static Network vgg19(Zoo.Options options) {
    return numbered("vgg19", CONVOLUTIONS_19, options, options.batchNorm());
  }

  /** Configuration A with batch normalisation: 132,868,840 parameters at 3x224x224. */
  static Network vgg11bn(Zoo.Options options) {
    return numbered("vgg11_bn", CONVOLUTIONS_11, options, true);
  }

  /** Configuration B with batch normalisation: 133,053,736 parameters at 3x224x224. */
  static Network vgg13bn(Zoo.Options options) {
    return numbered("vgg13_bn", CONVOLUTIONS_13, options, true);
  }

  /** Configuration D with batch normalisation: 138,365,992 parameters at 3x224x224. */
  static Network vgg16bn(Zoo.Options options) {
    return numbered("vgg16_bn", CONVOLUTIONS_16, options, true);
  }

  /** Configuration E with batch normalisation: 143,678,248 parameters at 3x224x224. */
  static Network vgg19bn(Zoo.Options options) {
    return numbered("vgg19_bn", CONVOLUTIONS_19, options, true);
  }

  /** A network with the names of torchvision, which are numbers. */
  private static Network numbered(
      String name, int[] convolutions, Zoo.Options options, boolean batchNorm) {
    Zoo.requirePlainOptions(name, options);
    List<Layer> features = new ArrayList<>();
    for (int stage = 0; stage < WIDTHS.length; stage++) {
      for (int i = 0; i < convolutions[stage]; i++) {
        features.add(conv(WIDTHS[stage], 3).same());
        if (batchNorm) {
          features.add(batchNorm());
        }
        features.add(relu());
      }
      features.add(maxPool(2));
    }
    List<Named> layers = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      layers.add(new Named("features." + i, features.get(i)));
    }
    layers.add(new Named("flatten", flatten()));
    for (int first = 0; first <= 3; first += 3) {
      layers.add(new Named("classifier." + first, linear(HIDDEN)));
      layers.add(new Named("classifier." + (first + 1), relu()));
      if (options.dropout() > 0) {
        layers.add(new Named("classifier." + (first + 2), dropout(options.dropout())));
      }
    }
    layers.add(new Named("classifier.6", linear(options.classes())));
    return new Network(name, layers);
  }
}
