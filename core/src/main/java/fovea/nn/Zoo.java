package fovea.nn;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.channelDropout;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.relu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The model zoo: well-known networks, by name. */
public final class Zoo {

  /** The placement of batch normalisation after a convolution. */
  public enum BatchNormPlacement {
    /** Between convolution and ReLU, as in the original paper (Ioffe and Szegedy 2015). */
    BEFORE,
    /** After the ReLU. */
    AFTER,
    /** After the pooling that follows the ReLU. */
    POOL;

    /** The names used in recipes. */
    public static List<String> names() {
      return Arrays.stream(values()).map(BatchNormPlacement::label).toList();
    }

    /**
     * The placement with the given name in recipes.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static BatchNormPlacement named(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT));
    }

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Options of a network of the zoo.
   *
   * @param classes number of classes, which is the number of outputs of the last layer
   * @param dropout rate of dropout before the last layer, in {@code vgg16} also before the one
   *     preceding it; 0 for none
   * @param channelDropout rate of channel dropout before convolutions that follow a pooling; 0 for
   *     none
   * @param batchNorm whether each convolution is followed by batch normalisation
   * @param placement where batch normalisation is placed
   */
  public record Options(
      int classes,
      double dropout,
      double channelDropout,
      boolean batchNorm,
      BatchNormPlacement placement) {

    public Options {
      Require.atLeast("classes", classes, 1);
      new Dropout(dropout);
      new Dropout(channelDropout);
    }

    /** Options without channel dropout, and with batch normalisation before ReLUs, if any. */
    public Options(int classes, double dropout, boolean batchNorm) {
      this(classes, dropout, 0, batchNorm, BatchNormPlacement.BEFORE);
    }

    /** Options without dropout and batch normalisation. */
    public static Options classes(int classes) {
      return new Options(classes, 0, false);
    }
  }

  /**
   * An entry of the zoo.
   *
   * @param input the input shape that the network was designed for
   * @param classes the number of classes that it was designed for
   * @param build builds the network
   */
  private record Entry(Shape input, int classes, Function<Options, Network> build) {}

  private static final Map<String, Entry> ENTRIES =
      new TreeMap<>(
          Map.of(
              "lenet5", new Entry(Shape.image(1, 28, 28), 10, Zoo::lenet5),
              "cifarnet", new Entry(Shape.image(3, 32, 32), 10, Zoo::cifarnet),
              "vgg16", new Entry(Shape.image(3, 224, 224), 1000, Zoo::vgg16),
              "resnet20", new Entry(Shape.image(3, 32, 32), 10, Zoo::resnet20)));

  private Zoo() {}

  /** The names of all networks, in alphabetical order. */
  public static List<String> names() {
    return List.copyOf(ENTRIES.keySet());
  }

  /**
   * Builds a network by name.
   *
   * @throws IllegalArgumentException if the name is unknown or the network does not support the
   *     options
   */
  public static Network network(String name, Options options) {
    return entry(name).build().apply(options);
  }

  /**
   * The input shape that a network was designed for.
   *
   * @throws IllegalArgumentException if the name is unknown
   */
  public static Shape input(String name) {
    return entry(name).input();
  }

  /**
   * The number of classes that a network was designed for.
   *
   * @throws IllegalArgumentException if the name is unknown
   */
  public static int classes(String name) {
    return entry(name).classes();
  }

  private static Entry entry(String name) {
    Entry entry = ENTRIES.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          "unknown model '%s': choose from %s".formatted(name, String.join(", ", names())));
    }
    return entry;
  }

  /**
   * LeNet-5 in its modern form (after LeCun et al. 1998): ReLU and max pooling in place of scaled
   * tanh and trainable pooling, and convolutions over all maps. 61,706 parameters at 1 x 28 x 28.
   */
  private static Network lenet5(Options options) {
    List<Layer> layers = new ArrayList<>();
    addConv(layers, conv(6, 5).same(), maxPool(2), options);
    addConv(layers, conv(16, 5), maxPool(2), options);
    layers.addAll(List.of(flatten(), linear(120), relu(), linear(84), relu()));
    addClassifier(layers, options);
    return new Network("lenet5", Layers.name(layers));
  }

  /**
   * The lab's network for CIFAR-10, in the style of AlexNet (Krizhevsky et al. 2012): 1,191,170
   * parameters at 3 x 32 x 32. Its third pooling is in ceil mode, which makes no difference at 32 x
   * 32 but keeps 4 x 4 outputs, and so the number of parameters, at 28 x 28.
   */
  private static Network cifarnet(Options options) {
    List<Layer> layers = new ArrayList<>();
    addConv(layers, conv(32, 5).same(), maxPool(2), options);
    addConv(layers, conv(64, 5).same(), maxPool(2), options);
    addConv(layers, conv(64, 5).same(), maxPool(2).ceil(), options);
    layers.addAll(List.of(flatten(), linear(1000), relu()));
    addClassifier(layers, options);
    return new Network("cifarnet", Layers.name(layers));
  }

  /** VGG16, configuration D of Simonyan and Zisserman 2014: 138,357,544 parameters at 3x224x224. */
  private static Network vgg16(Options options) {
    requirePlainOptions("vgg16", options);
    List<Named> layers = new ArrayList<>();
    int[][] stages = {{64, 2}, {128, 2}, {256, 3}, {512, 3}, {512, 3}};
    for (int stage = 1; stage <= stages.length; stage++) {
      for (int i = 1; i <= stages[stage - 1][1]; i++) {
        String number = stage + "_" + i;
        layers.add(new Named("conv" + number, conv(stages[stage - 1][0], 3).same()));
        if (options.batchNorm()) {
          layers.add(new Named("bn" + number, batchNorm()));
        }
        layers.add(new Named("relu" + number, relu()));
      }
      layers.add(new Named("pool" + stage, maxPool(2)));
    }
    layers.add(new Named("flatten", flatten()));
    for (int number = 6; number <= 7; number++) {
      layers.add(new Named("fc" + number, linear(4096)));
      layers.add(new Named("relu" + number, relu()));
      if (options.dropout() > 0) {
        layers.add(new Named("dropout" + number, dropout(options.dropout())));
      }
    }
    layers.add(new Named("fc8", linear(options.classes())));
    return new Network("vgg16", layers);
  }

  /**
   * ResNet-20 for CIFAR-10 (He et al. 2015, 4.2), with 1 x 1 projections (option B) as the
   * shortcuts that increase the width: 272,474 parameters at 3 x 32 x 32. It always has batch
   * normalisation.
   */
  private static Network resnet20(Options options) {
    requirePlainOptions("resnet20", options);
    List<Named> layers = new ArrayList<>();
    layers.add(new Named("conv1", conv(16, 3).same().withoutBias()));
    layers.add(new Named("bn1", batchNorm()));
    layers.add(new Named("relu1", relu()));
    int width = 16;
    for (int stage = 1; stage <= 3; stage++) {
      for (int block = 0; block < 3; block++) {
        boolean widens = stage > 1 && block == 0;
        width = widens ? 2 * width : width;
        String name = "layer" + stage + "." + block;
        layers.add(new Named(name, basicBlock(width, widens)));
        layers.add(new Named(name + ".relu2", relu()));
      }
    }
    layers.add(new Named("pool", globalAvgPool()));
    layers.add(new Named("flatten", flatten()));
    if (options.dropout() > 0) {
      layers.add(new Named("dropout", dropout(options.dropout())));
    }
    layers.add(new Named("fc", linear(options.classes())));
    return new Network("resnet20", layers);
  }

  private static Residual basicBlock(int width, boolean widens) {
    int stride = widens ? 2 : 1;
    List<Named> body =
        List.of(
            new Named("conv1", conv(width, 3).same().stride(stride).withoutBias()),
            new Named("bn1", batchNorm()),
            new Named("relu1", relu()),
            new Named("conv2", conv(width, 3).same().withoutBias()),
            new Named("bn2", batchNorm()));
    List<Named> projection =
        List.of(
            new Named("shortcut.0", conv(width, 1).stride(2).withoutBias()),
            new Named("shortcut.1", batchNorm()));
    return new Residual(body, widens ? projection : List.of());
  }

  private static void addConv(List<Layer> layers, Conv2d conv, Layer pool, Options options) {
    if (!layers.isEmpty() && options.channelDropout() > 0) {
      layers.add(channelDropout(options.channelDropout()));
    }
    layers.add(conv);
    addNormalization(layers, BatchNormPlacement.BEFORE, options);
    layers.add(relu());
    addNormalization(layers, BatchNormPlacement.AFTER, options);
    layers.add(pool);
    addNormalization(layers, BatchNormPlacement.POOL, options);
  }

  private static void addNormalization(
      List<Layer> layers, BatchNormPlacement placement, Options options) {
    if (options.batchNorm() && options.placement() == placement) {
      layers.add(batchNorm());
    }
  }

  private static void requirePlainOptions(String name, Options options) {
    if (options.placement() != BatchNormPlacement.BEFORE || options.channelDropout() > 0) {
      throw new IllegalArgumentException(
          "%s supports neither channel dropout nor batch normalisation elsewhere than before the ReLU: cifarnet and lenet5 do"
              .formatted(name));
    }
  }

  private static void addClassifier(List<Layer> layers, Options options) {
    if (options.dropout() > 0) {
      layers.add(dropout(options.dropout()));
    }
    layers.add(linear(options.classes()));
  }
}
