package fovea.engine;

import static fovea.nn.Layers.avgPool;
import static fovea.nn.Layers.batchNorm;
import static fovea.nn.Layers.channelDropout;
import static fovea.nn.Layers.conv;
import static fovea.nn.Layers.dropout;
import static fovea.nn.Layers.flatten;
import static fovea.nn.Layers.gelu;
import static fovea.nn.Layers.globalAvgPool;
import static fovea.nn.Layers.layerNorm;
import static fovea.nn.Layers.layerScale;
import static fovea.nn.Layers.linear;
import static fovea.nn.Layers.maxPool;
import static fovea.nn.Layers.name;
import static fovea.nn.Layers.relu;
import static fovea.nn.Layers.relu6;
import static fovea.nn.Layers.residual;
import static fovea.nn.Layers.scale;
import static fovea.nn.Layers.softmax;
import static fovea.nn.Shape.image;
import static fovea.nn.Shape.vector;

import fovea.nn.BatchNorm2d;
import fovea.nn.Conv2d;
import fovea.nn.Layer;
import fovea.nn.MaxPool2d;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.ReLU;
import fovea.nn.Residual;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Zoo;
import java.util.List;
import java.util.stream.Stream;

/**
 * A network on which engines must agree. Training programs show no gradient of their input, so most
 * layers stand after one with weights, whose gradients show what flows back through the layer.
 *
 * @param network the network
 * @param input the shape of its images
 * @param batch the usual batch size
 */
record AgreementCase(Network network, Shape input, int batch) {

  static Stream<AgreementCase> all() {
    return Stream.of(
            convolutions(),
            fastFiltering(),
            squareTiles(),
            hwnc(),
            pools(),
            vectors(),
            elementWise(),
            norms(),
            residuals(),
            networks())
        .flatMap(cases -> cases);
  }

  private static Stream<AgreementCase> convolutions() {
    return Stream.of(
        of(image(3, 9, 9), conv(8, 3).pad(1)),
        of(image(3, 9, 9), conv(32, 5).same()),
        of(image(1, 5, 7), conv(1, 1)),
        of(image(1, 28, 28), conv(6, 5).same(), relu(), maxPool(2)),
        afterConv(16, image(3, 8, 8), conv(32, 3).same()),
        afterConv(17, image(3, 7, 9), conv(19, 3).same()),
        afterConv(5, image(3, 6, 5), conv(7, 1)),
        afterConv(5, image(3, 6, 5), conv(7, 1).withoutBias()),
        afterConv(4, image(3, 9, 8), conv(6, 3).stride(2)),
        afterConv(4, image(3, 8, 8), conv(6, 3).stride(2).pad(1)),
        afterConv(16, image(3, 8, 8), conv(32, 1).stride(2)),
        afterConv(4, image(3, 9, 8), conv(6, 2).stride(3).pad(2)),
        afterConv(4, image(3, 9, 9), conv(6, 3).dilation(2)),
        afterConv(4, image(3, 9, 9), conv(6, 3).dilation(3).pad(3).stride(2)),
        afterConv(6, image(3, 7, 7), conv(9, 3).groups(3).pad(1)),
        afterConv(32, image(3, 7, 7), conv(32, 3).groups(2).pad(1)),
        afterConv(7, image(3, 7, 7), conv(7, 3).groups(7).pad(1)),
        afterConv(16, image(3, 7, 7), conv(16, 3).groups(16).pad(1).stride(2)),
        afterConv(5, image(3, 7, 7), conv(10, 3).groups(5).same()),
        afterConv(16, image(3, 12, 10), conv(16, 7).same().groups(16), relu()),
        afterConv(24, image(3, 9, 11), conv(24, 5).pad(2).stride(2).groups(24)),
        afterConv(32, image(3, 9, 10), conv(32, 5).pad(1).stride(2).groups(32)),
        afterConv(16, image(3, 15, 13), conv(16, 5).pad(4).dilation(2).groups(16).withoutBias()),
        afterConv(48, image(3, 7, 7), conv(48, 7).same().groups(48), layerNorm()),
        afterConv(40, image(3, 2, 3), conv(40, 7).same().groups(40)),
        // a single column from a single channel, in steps of several columns
        afterConv(1, image(3, 7, 3), narrow(3, Size.of(4, 2), 2, 1)),
        afterConv(1, image(3, 6, 4), narrow(8, Size.of(3), 3, 1), relu()),
        afterConv(16, image(3, 5, 2), narrow(32, Size.of(2), 2, 16)),
        afterConv(
            4,
            image(3, 7, 9),
            new Conv2d(6, Size.of(3, 2), Size.of(1, 2), Size.of(2, 0), Size.of(2, 3), 2, true)));
  }

  private static Conv2d narrow(int filters, Size kernel, int stride, int groups) {
    return new Conv2d(filters, kernel, Size.of(1, stride), Size.of(0), Size.of(1), groups, true);
  }

  /** Convolutions large enough for an engine to take fast filtering for them. */
  private static Stream<AgreementCase> fastFiltering() {
    return Stream.of(
        afterConv(32, image(3, 8, 8), conv(64, 5).same(), relu(), maxPool(2)).batches(16),
        afterConv(32, image(3, 8, 8), conv(64, 5).same()).batches(19),
        afterConv(128, image(3, 10, 7), conv(128, 3).same().withoutBias(), relu()).batches(16),
        afterConv(64, image(3, 16, 4), conv(64, 3).same(), batchNorm(), relu()).batches(16),
        afterConv(64, image(3, 13, 9), conv(64, 4), relu(), conv(128, 5).same()).batches(19),
        afterConv(
                64,
                image(3, 12, 19),
                new Conv2d(64, Size.of(5, 3), Size.of(1, 2), Size.of(0, 3), Size.of(1, 2), 1, true),
                relu())
            .batches(17),
        afterConv(64, image(3, 8, 8), residual(conv(64, 3).same(), relu(), conv(64, 3).same()))
            .batches(16),
        of(image(3, 12, 8), conv(64, 3).same(), relu(), conv(64, 5).same()).batches(12));
  }

  /** So many tiles and channels that an engine may take fast filtering along both axes. */
  private static Stream<AgreementCase> squareTiles() {
    return Stream.of(
        afterConv(96, image(3, 8, 8), conv(96, 3).same(), relu(), maxPool(2)).batches(72),
        afterConv(96, image(3, 7, 10), conv(112, 3).same().withoutBias(), batchNorm(), relu())
            .batches(48));
  }

  /** Batches so large that an engine may lay their images side by side, and what can follow. */
  private static Stream<AgreementCase> hwnc() {
    return Stream.of(
            afterConv(32, image(3, 8, 8), conv(64, 5).same(), relu(), maxPool(2)),
            afterConv(64, image(3, 7, 7), conv(64, 5).same(), relu(), maxPool(2).ceil()),
            afterConv(
                64,
                image(3, 8, 9),
                conv(64, 3).same(),
                maxPool(3).stride(2).pad(1).ceil(),
                relu(),
                conv(64, 5).same()),
            afterConv(64, image(3, 8, 6), conv(64, 3).same(), avgPool(2), flatten(), linear(9)),
            afterConv(64, image(3, 7, 5), conv(64, 5).same(), avgPool(3).stride(2).pad(1).ceil()),
            afterConv(64, image(3, 8, 7), conv(64, 3).same(), batchNorm(), relu(), maxPool(2)),
            afterConv(64, image(3, 8, 6), conv(64, 3).same(), gelu(), globalAvgPool(), flatten()),
            afterConv(64, image(3, 8, 7), conv(64, 3).same(), dropout(0.4), conv(4, 3)),
            afterConv(64, image(3, 8, 5), conv(64, 3).same(), softmax()),
            afterConv(64, image(3, 8, 6), residual(conv(64, 3).same(), batchNorm()), relu()),
            of(
                image(3, 16, 16),
                conv(32, 3).same(),
                relu(),
                maxPool(2),
                conv(64, 5).same(),
                relu(),
                maxPool(2),
                conv(64, 5).same(),
                relu(),
                maxPool(2)),
            afterConv(
                64,
                image(3, 12, 15),
                new Conv2d(
                    64, Size.of(5, 3), Size.of(1, 2), Size.of(0, 3), Size.of(1, 2), 1, true)))
        .map(agreement -> agreement.batches(32));
  }

  private AgreementCase batches(int batch) {
    return new AgreementCase(network, input, batch);
  }

  private static Stream<AgreementCase> pools() {
    return Stream.of(
        afterConv(5, image(3, 6, 6), maxPool(2)),
        afterConv(16, image(3, 8, 8), maxPool(2)),
        afterConv(5, image(3, 7, 5), maxPool(2)),
        afterConv(5, image(3, 7, 5), maxPool(2).ceil()),
        afterConv(5, image(3, 8, 9), maxPool(3).stride(2)),
        afterConv(5, image(3, 8, 9), maxPool(3).stride(2).pad(1)),
        afterConv(5, image(3, 8, 8), maxPool(3).stride(2).pad(1).ceil()),
        afterConv(5, image(3, 6, 6), maxPool(2).stride(3).ceil()),
        afterConv(5, image(3, 2, 4), maxPool(3).ceil()),
        afterConv(
            5, image(3, 5, 6), new MaxPool2d(Size.of(3, 1), Size.of(1, 2), Size.of(1, 0), true)),
        of(image(3, 6, 6), maxPool(2), conv(4, 3)),
        afterConv(5, image(3, 6, 6), relu(), maxPool(2)),
        afterConv(16, image(3, 6, 6), maxPool(3).stride(1).pad(1), relu(), conv(8, 3)),
        afterConv(5, image(3, 6, 6), avgPool(2)),
        afterConv(16, image(3, 7, 7), avgPool(3).stride(2).pad(1)),
        afterConv(5, image(3, 7, 5), avgPool(2).ceil()),
        afterConv(5, image(3, 8, 9), avgPool(3).stride(2).pad(1)),
        afterConv(5, image(3, 8, 9), avgPool(3).stride(2).pad(1).withoutCountingPadding()),
        afterConv(5, image(3, 8, 8), avgPool(3).stride(2).pad(1).ceil()),
        afterConv(5, image(3, 8, 8), avgPool(3).stride(2).pad(1).ceil().withoutCountingPadding()),
        of(
            image(3, 8, 8),
            conv(16, 3).same(),
            maxPool(2),
            conv(64, 3).same(),
            avgPool(3).stride(2).pad(1).ceil()),
        afterConv(5, image(3, 6, 5), globalAvgPool()),
        afterConv(16, image(3, 4, 4), relu(), globalAvgPool(), flatten(), linear(10)));
  }

  private static Stream<AgreementCase> vectors() {
    return Stream.of(
        of(vector(7), linear(5)),
        of(vector(7), linear(5).withoutBias()),
        of(vector(33), linear(20), linear(3)),
        of(vector(1), linear(1)),
        of(image(6, 1, 1), flatten(), linear(4)),
        of(image(3, 5, 7), flatten(), linear(9)),
        afterConv(5, image(3, 3, 7), flatten(), linear(9)),
        afterConv(16, image(3, 4, 4), flatten(), linear(17)),
        of(vector(1101), linear(66), relu(), linear(3)), // more weights than a shard has numbers
        afterConv(17, image(3, 3, 3), relu(), flatten(), linear(13), relu(), linear(10)),
        afterConv(6, image(3, 4, 3), flatten()));
  }

  private static Stream<AgreementCase> elementWise() {
    return Stream.of(
        of(image(3, 6, 6), relu(), conv(5, 3)),
        afterConv(5, image(3, 6, 6), relu()),
        afterConv(5, image(3, 6, 6), relu(), relu(), conv(4, 1)),
        of(vector(9), linear(8), relu(), relu(), linear(3)),
        afterConv(5, image(3, 6, 6), relu6(), conv(4, 3)),
        afterConv(5, image(3, 6, 6), batchNorm(), relu6(), conv(4, 3)),
        afterConv(5, image(3, 6, 6), gelu(), conv(4, 3)),
        of(vector(9), linear(8), gelu(), linear(3)),
        of(vector(300), linear(40), relu6(), linear(3)),
        afterConv(5, image(3, 6, 6), scale(-0.5), conv(4, 3)),
        of(vector(9), linear(8), scale(3), relu(), linear(3).withoutBias(), scale(1.0 / 9)),
        afterConv(5, image(3, 3, 3), flatten(), linear(4), scale(0.25), softmax()),
        of(vector(9), linear(6), softmax()),
        afterConv(5, image(3, 4, 3), softmax()),
        of(vector(9), linear(20), dropout(0.5), linear(4)),
        of(vector(9), linear(20), relu(), dropout(0.3), linear(12), dropout(0.7), linear(4)),
        afterConv(5, image(3, 5, 7), dropout(0.4), conv(4, 3)),
        afterConv(17, image(3, 5, 7), relu(), dropout(0.4), flatten(), linear(4)),
        of(image(3, 5, 5), dropout(0.2), conv(4, 3)),
        of(image(3, 5, 5), channelDropout(0.4), conv(4, 3)),
        afterConv(17, image(3, 5, 7), relu(), channelDropout(0.5), dropout(0.2), conv(4, 3)),
        of(vector(9), linear(6), dropout(0.5)),
        afterConv(3, image(3, 5, 5), dropout(0), relu()));
  }

  private static Stream<AgreementCase> norms() {
    return Stream.of(
        of(image(3, 6, 6), batchNorm(), conv(4, 3)),
        afterConv(5, image(3, 6, 6), batchNorm()),
        afterConv(16, image(3, 6, 6), batchNorm(), relu()),
        afterConv(17, image(3, 5, 7), batchNorm(), relu(), conv(8, 3)),
        afterConv(5, image(3, 6, 6), relu(), batchNorm(), conv(4, 1)),
        afterConv(5, image(3, 6, 6), batchNorm(), maxPool(2), relu()),
        afterConv(5, image(3, 6, 6), batchNorm(), batchNorm(), gelu()),
        afterConv(5, image(3, 6, 6), layerNorm(), relu(), conv(4, 1)),
        afterConv(5, image(3, 6, 6), residual(conv(5, 3).same(), gelu(), layerScale())),
        afterConv(16, image(3, 5, 7), conv(32, 1).asMatrix(), layerScale(), relu()),
        afterConv(16, image(3, 5, 7), layerNorm(), conv(32, 1), gelu(), conv(16, 1)),
        of(
            image(3, 8, 8),
            conv(64, 4).stride(4),
            layerNorm(),
            globalAvgPool(),
            layerNorm(),
            flatten()),
        afterConv(16, image(3, 6, 6), residual(conv(16, 3).same(), layerNorm(), conv(16, 1))),
        afterConv(5, image(3, 4, 4), new BatchNorm2d(0.5, 0.9), dropout(0.5), conv(4, 1)),
        afterConv(5, image(3, 1, 5), batchNorm(), flatten(), linear(4)),
        afterConv(16, image(3, 6, 6), batchNorm().withoutScale(), relu()),
        afterConv(5, image(3, 6, 6), new BatchNorm2d(1e-12, 0.4, false), gelu(), conv(4, 1)),
        of(
            image(3, 9, 9),
            conv(24, 2).whitening(),
            gelu(),
            conv(32, 3).same().withoutBias().dirac(),
            maxPool(2),
            batchNorm().withoutScale(),
            gelu(),
            maxPool(3),
            flatten(),
            linear(10).withoutBias(),
            scale(1.0 / 9)));
  }

  private static Stream<AgreementCase> residuals() {
    return Stream.of(
        afterConv(5, image(3, 6, 6), residual(conv(5, 3).same(), relu(), conv(5, 3).same())),
        afterConv(16, image(3, 6, 6), residual(conv(16, 3).same(), batchNorm()), relu()),
        afterConv(5, image(3, 6, 6), projected(7, 1), relu(), conv(4, 1)),
        afterConv(16, image(3, 8, 8), relu(), projected(32, 2), relu(), globalAvgPool()),
        afterConv(
            5,
            image(3, 6, 6),
            residual(residual(conv(5, 1), relu()), batchNorm(), residual(conv(5, 3).same())),
            relu()),
        afterConv(5, image(3, 6, 6), residual(relu()), conv(4, 1)),
        afterConv(5, image(3, 6, 6), residual(dropout(0.5)), residual(dropout(0.5)), conv(4, 1)),
        of(image(3, 6, 6), residual(conv(3, 3).same()), relu(), flatten(), linear(4)),
        of(vector(9), linear(8), residual(linear(8), relu(), linear(8)), relu(), linear(3)));
  }

  private static Stream<AgreementCase> networks() {
    return Stream.of(
        zoo("lenet5", Zoo.Options.classes(10), image(1, 28, 28)),
        zoo("cifarnet", Zoo.Options.classes(10), image(3, 32, 32)),
        zoo("cifarnet", Zoo.Options.classes(10), image(3, 28, 28)),
        zoo("cifarnet", new Zoo.Options(10, 0.5, true), image(3, 32, 32)),
        zoo(
            "cifarnet",
            new Zoo.Options(10, 0.5, 0.2, true, Zoo.BatchNormPlacement.AFTER),
            image(3, 16, 16)),
        zoo(
            "cifarnet",
            new Zoo.Options(10, 0, 0, true, Zoo.BatchNormPlacement.POOL),
            image(3, 16, 16)),
        zoo("resnet20", Zoo.Options.classes(10), image(3, 32, 32)),
        zoo("resnet20", new Zoo.Options(7, 0.2, true), image(1, 13, 11)));
  }

  private static AgreementCase zoo(String name, Zoo.Options options, Shape input) {
    return new AgreementCase(Zoo.network(name, options), input, 3);
  }

  private static AgreementCase of(Shape input, Layer... layers) {
    return new AgreementCase(Network.of("case", layers), input, 3);
  }

  /** The layers after a 1 x 1 convolution that gives them so many channels. */
  private static AgreementCase afterConv(int channels, Shape input, Layer... layers) {
    Stream<Layer> all = Stream.concat(Stream.of(conv(channels, 1)), Stream.of(layers));
    return of(input, all.toArray(Layer[]::new));
  }

  private static Residual projected(int filters, int stride) {
    return new Residual(
        name(
            List.of(
                conv(filters, 3).same().stride(stride).withoutBias(),
                batchNorm(),
                relu(),
                conv(filters, 3).same().withoutBias(),
                batchNorm())),
        List.of(
            new Named("shortcut.0", conv(filters, 1).stride(stride).withoutBias()),
            new Named("shortcut.1", batchNorm())));
  }

  /** How many rectifiers and max pools there are. */
  int edges() {
    return edges(network.layers());
  }

  private static int edges(List<Named> layers) {
    int edges = 0;
    for (Named named : layers) {
      if (named.layer() instanceof Residual block) {
        edges += edges(block.body()) + edges(block.shortcut());
      } else if (named.layer() instanceof ReLU || named.layer() instanceof MaxPool2d) {
        edges++;
      }
    }
    return edges;
  }

  /** Its layers, or the network's name where it has one. */
  @Override
  public String toString() {
    String name =
        network.name().equals("case")
            ? String.join(
                ", ", network.layers().stream().map(each -> each.layer().toString()).toList())
            : network.name();
    return "%s on %s".formatted(name, input);
  }
}
