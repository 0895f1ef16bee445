package fovea.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Factory methods for layers, so that a network reads like its paper. */
public final class Layers {

  private Layers() {}

  /** A convolution with stride 1, no padding, and a bias. */
  public static Conv2d conv(int filters, int kernel) {
    Size one = Size.of(1);
    return new Conv2d(filters, Size.of(kernel), one, Size.of(0), one, 1, true);
  }

  /** Max pooling with non-overlapping windows. */
  public static MaxPool2d maxPool(int kernel) {
    return new MaxPool2d(Size.of(kernel), Size.of(kernel), Size.of(0), false);
  }

  /** Average pooling with non-overlapping windows. */
  public static AvgPool2d avgPool(int kernel) {
    return new AvgPool2d(Size.of(kernel), Size.of(kernel), Size.of(0), false, true);
  }

  /** Global average pooling. */
  public static GlobalAvgPool2d globalAvgPool() {
    return new GlobalAvgPool2d();
  }

  /** Flattening of feature maps to a vector. */
  public static Flatten flatten() {
    return new Flatten();
  }

  /** A fully connected layer with a bias. */
  public static Linear linear(int features) {
    return new Linear(features, true);
  }

  /** A rectified linear unit. */
  public static ReLU relu() {
    return new ReLU();
  }

  /** A rectified linear unit with the ceiling 6. */
  public static ReLU6 relu6() {
    return new ReLU6();
  }

  /** A Gaussian error linear unit. */
  public static GELU gelu() {
    return new GELU();
  }

  /** Multiplication by a constant. */
  public static Scale scale(double factor) {
    return new Scale(factor);
  }

  /** Softmax over channels. */
  public static Softmax softmax() {
    return new Softmax();
  }

  /** Dropout of single elements. */
  public static Dropout dropout(double rate) {
    return new Dropout(rate);
  }

  /** Dropout of whole channels. */
  public static Dropout channelDropout(double rate) {
    return new Dropout(rate, true);
  }

  /** Batch normalisation with PyTorch's epsilon 1e-5 and momentum 0.1. */
  public static BatchNorm2d batchNorm() {
    return new BatchNorm2d(1e-5, 0.1);
  }

  /** Layer normalisation over channels, with the epsilon 1e-6 of ConvNeXt. */
  public static LayerNorm2d layerNorm() {
    return new LayerNorm2d(1e-6);
  }

  /** Multiplication of each channel by a learned factor, which starts close to 0. */
  public static LayerScale layerScale() {
    return new LayerScale();
  }

  /** A residual block whose shortcut is the identity. */
  public static Residual residual(Layer... body) {
    return new Residual(name(List.of(body)), List.of());
  }

  /**
   * Names layers in the usual way: convolutions, linear layers and residual blocks are numbered
   * consecutively ({@code conv1, conv2, fc3}), and the layers that follow one of them take its
   * number ({@code bn1, relu1, pool1}). Repeated names get a letter: {@code relu1b} to {@code
   * relu1z}, then {@code relu1aa}.
   */
  public static List<Named> name(List<? extends Layer> layers) {
    List<Named> named = new ArrayList<>();
    Map<String, Integer> uses = new HashMap<>();
    int number = 0;
    for (Layer layer : layers) {
      if (layer instanceof Conv2d || layer instanceof Linear || layer instanceof Residual) {
        number++;
      }
      String name = layer instanceof Flatten ? "flatten" : prefix(layer) + Math.max(number, 1);
      int use = uses.merge(name, 1, Integer::sum);
      named.add(new Named(use == 1 ? name : name + letters(use), layer));
    }
    return named;
  }

  /** A number in letters: 2 is b, 26 is z, 27 is aa. */
  private static String letters(int number) {
    StringBuilder letters = new StringBuilder();
    for (int rest = number; rest > 0; rest = (rest - 1) / 26) {
      letters.insert(0, (char) ('a' + (rest - 1) % 26));
    }
    return letters.toString();
  }

  private static String prefix(Layer layer) {
    if (layer instanceof Conv2d) {
      return "conv";
    }
    if (layer instanceof Linear) {
      return "fc";
    }
    if (layer instanceof Residual) {
      return "block";
    }
    if (layer instanceof BatchNorm2d) {
      return "bn";
    }
    if (layer instanceof LayerNorm2d) {
      return "ln";
    }
    if (layer instanceof ReLU6) {
      return "relu"; // its own name ends in a number
    }
    if (layer instanceof MaxPool2d
        || layer instanceof AvgPool2d
        || layer instanceof GlobalAvgPool2d) {
      return "pool";
    }
    if (layer instanceof Dropout) {
      return "dropout";
    }
    return layer.type().toLowerCase(java.util.Locale.ROOT);
  }
}
