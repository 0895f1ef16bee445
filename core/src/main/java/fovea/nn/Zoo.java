package fovea.nn;

import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.channelDropout;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
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
   * @param dropout rate of dropout before the last layer, in the VGG networks also before the one
   *     preceding it; 0 for none
   * @param channelDropout rate of channel dropout before convolutions that follow a pooling; 0 for
   *     none
   * @param batchNorm whether each convolution is followed by batch normalisation; networks that
   *     were designed with it always have it
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

  private static final Shape CIFAR = Shape.image(3, 32, 32);

  private static final Map<String, Entry> ENTRIES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("lenet5", new Entry(Shape.image(1, 28, 28), 10, Zoo::lenet5)),
              Map.entry("cifarnet", new Entry(CIFAR, 10, Zoo::cifarnet)),
              Map.entry("resnet20", new Entry(CIFAR, 10, ResNet::resnet20)),
              Map.entry("vgg11", photographs(Vgg::vgg11)),
              Map.entry("vgg13", photographs(Vgg::vgg13)),
              Map.entry("vgg16", photographs(Vgg::vgg16)),
              Map.entry("vgg19", photographs(Vgg::vgg19)),
              Map.entry("vgg11_bn", photographs(Vgg::vgg11bn)),
              Map.entry("vgg13_bn", photographs(Vgg::vgg13bn)),
              Map.entry("vgg16_bn", photographs(Vgg::vgg16bn)),
              Map.entry("vgg19_bn", photographs(Vgg::vgg19bn)),
              Map.entry("resnet18", photographs(ResNet::resnet18)),
              Map.entry("resnet34", photographs(ResNet::resnet34)),
              Map.entry("resnet50", photographs(ResNet::resnet50)),
              Map.entry("mobilenet_v2", photographs(MobileNet::v2)),
              Map.entry("convnext_tiny", photographs(ConvNeXt::tiny))));

  private Zoo() {}

  /** A network that was designed for ImageNet. */
  private static Entry photographs(Function<Options, Network> build) {
    return new Entry(Shape.image(3, 224, 224), 1000, build);
  }

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

  /** Rejects options that only the networks for small images have. */
  static void requirePlainOptions(String name, Options options) {
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
