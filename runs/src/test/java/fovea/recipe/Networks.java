package fovea.recipe;

import fovea.nn.AvgPool2d;
import fovea.nn.BatchNorm2d;
import fovea.nn.Conv2d;
import fovea.nn.Dropout;
import fovea.nn.Flatten;
import fovea.nn.GELU;
import fovea.nn.GlobalAvgPool2d;
import fovea.nn.Layer;
import fovea.nn.LayerNorm2d;
import fovea.nn.LayerScale;
import fovea.nn.Layers;
import fovea.nn.Linear;
import fovea.nn.MaxPool2d;
import fovea.nn.Named;
import fovea.nn.Network;
import fovea.nn.ReLU;
import fovea.nn.ReLU6;
import fovea.nn.Residual;
import fovea.nn.Scale;
import fovea.nn.Size;
import fovea.nn.Softmax;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Any network: all layers with all their options, blocks in blocks, names usual and odd. */
final class Networks {

  private static final int DEEPEST = 3;
  private static final int MOST_SIBLINGS = 12;

  private Networks() {}

  static Arbitrary<Network> any() {
    return list(DEEPEST, 1).map(layers -> new Network("any", layers));
  }

  private static Arbitrary<List<Named>> list(int depth, int least) {
    return Combinators.combine(
            layer(depth).list().ofMinSize(least).ofMaxSize(MOST_SIBLINGS),
            name().list().ofSize(MOST_SIBLINGS),
            Arbitraries.integers().between(0, 3))
        .as((layers, names, habit) -> named(layers, names, habit));
  }

  /** Usual names, or some odd among them, or odd ones only. */
  private static List<Named> named(List<Layer> layers, List<String> names, int habit) {
    List<Named> usual = Layers.name(layers);
    Set<String> taken = new HashSet<>();
    List<Named> named = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      boolean odd = habit > 0 && i % habit == 0;
      String name = odd ? names.get(i) : usual.get(i).name();
      while (!taken.add(name)) {
        name += "_";
      }
      named.add(new Named(name, layers.get(i)));
    }
    return named;
  }

  private static Arbitrary<String> name() {
    Arbitrary<String> words =
        Arbitraries.of(
            "conv",
            "relu",
            "conv1",
            "conv2",
            "relu1b",
            "flatten",
            "network",
            "name",
            "input",
            "classes",
            "true",
            "null",
            "no",
            "on",
            "1e3",
            "0x10",
            "0o7",
            "1_000",
            "12",
            "2.5",
            "2024-01-01",
            "shortcut.0",
            "shortcut.1",
            "weight",
            "block1",
            "repeat3",
            "identity",
            "NaN",
            "y",
            "1-",
            "layer2.0",
            "layer2.0.relu2",
            "a.b-c_d");
    Arbitrary<String> made =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withCharRange('A', 'Z')
            .withCharRange('0', '9')
            .withChars('_')
            .ofMinLength(1)
            .ofMaxLength(20)
            .filter(name -> name.matches("[A-Za-z0-9].*"));
    return Arbitraries.oneOf(words, made);
  }

  private static Arbitrary<Layer> layer(int depth) {
    List<Arbitrary<? extends Layer>> kinds =
        new ArrayList<>(
            List.of(
                conv(),
                linear(),
                maxPool(),
                avgPool(),
                norm(),
                layerNorm(),
                dropout(),
                scale(),
                Arbitraries.of(
                    new Flatten(),
                    new GlobalAvgPool2d(),
                    new ReLU(),
                    new ReLU6(),
                    new GELU(),
                    new LayerScale(),
                    new Softmax())));
    if (depth > 0) {
      kinds.add(block(depth));
    }
    return Arbitraries.oneOf(kinds.stream().map(Networks::ofLayers).toList());
  }

  private static Arbitrary<Layer> ofLayers(Arbitrary<? extends Layer> kind) {
    return kind.map(layer -> layer);
  }

  private static Arbitrary<Residual> block(int depth) {
    return Combinators.combine(
            Arbitraries.lazy(() -> list(depth - 1, 1)),
            Arbitraries.lazy(() -> list(depth - 1, 0)),
            Arbitraries.of(true, false))
        .as(Networks::block);
  }

  private static Residual block(List<Named> body, List<Named> shortcut, boolean usual) {
    List<Named> other =
        IntStream.range(0, shortcut.size())
            .mapToObj(
                i ->
                    new Named(
                        usual ? "shortcut." + i : "s_" + i + shortcut.get(i).name(),
                        shortcut.get(i).layer()))
            .filter(each -> body.stream().noneMatch(one -> one.name().equals(each.name())))
            .toList();
    return new Residual(body, other);
  }

  private static Arbitrary<Size> size(int least) {
    Arbitrary<Integer> side =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(8, Arbitraries.integers().between(least, 5)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(least, 40_000)));
    return Arbitraries.oneOf(side.map(Size::of), Combinators.combine(side, side).as(Size::of));
  }

  private static Arbitrary<Conv2d> conv() {
    Arbitrary<Conv2d> plain =
        Combinators.combine(
                Arbitraries.integers().between(1, Integer.MAX_VALUE),
                size(1),
                size(1),
                size(0),
                size(1),
                Arbitraries.of(1, 1, 2, 3, 64),
                Arbitraries.of(true, false))
            .as(
                (filters, kernel, stride, pad, dilation, groups, bias) ->
                    new Conv2d(
                        Math.max(filters / groups, 1) > Integer.MAX_VALUE / groups
                            ? groups
                            : Math.max(filters / groups, 1) * groups,
                        kernel,
                        stride,
                        pad,
                        dilation,
                        groups,
                        bias));
    return Combinators.combine(plain, Arbitraries.of(true, false), Arbitraries.of(0, 0, 1, 2))
        .as((conv, same, start) -> started(same && odd(conv) ? conv.same() : conv, start));
  }

  private static Conv2d started(Conv2d conv, int start) {
    if (conv.groups() > 1 || start == 0) {
      return conv;
    }
    return start == 2 && conv.filters() % 2 == 0 ? conv.whitening() : conv.dirac();
  }

  private static boolean odd(Conv2d conv) {
    Size extent = conv.window().orElseThrow().extent();
    return extent.height() % 2 == 1 && extent.width() % 2 == 1;
  }

  private static Arbitrary<Linear> linear() {
    return Combinators.combine(
            Arbitraries.integers().between(1, Integer.MAX_VALUE), Arbitraries.of(true, false))
        .as(Linear::new);
  }

  private static Arbitrary<MaxPool2d> maxPool() {
    return Combinators.combine(size(1), size(1), size(0), Arbitraries.of(true, false))
        .as(
            (kernel, stride, pad, ceil) ->
                new MaxPool2d(
                    kernel, ceil ? kernel : stride, atMostHalf(pad, kernel), pad.height() > 1));
  }

  private static Arbitrary<AvgPool2d> avgPool() {
    return Combinators.combine(
            size(1), size(1), size(0), Arbitraries.of(true, false), Arbitraries.of(true, false))
        .as(
            (kernel, stride, pad, ceil, count) ->
                new AvgPool2d(kernel, stride, atMostHalf(pad, kernel), ceil, count));
  }

  private static Size atMostHalf(Size pad, Size kernel) {
    return Size.of(
        Math.min(pad.height(), kernel.height() / 2), Math.min(pad.width(), kernel.width() / 2));
  }

  private static Arbitrary<Double> epsilon() {
    return Arbitraries.oneOf(
        Arbitraries.of(1e-6, 1e-5, 1e-3, 1.0, Double.MIN_VALUE, Double.MAX_VALUE),
        Arbitraries.doubles().between(1e-12, 1).ofScale(14));
  }

  private static Arbitrary<LayerNorm2d> layerNorm() {
    return epsilon().map(LayerNorm2d::new);
  }

  private static Arbitrary<BatchNorm2d> norm() {
    Arbitrary<Double> momentum =
        Arbitraries.oneOf(Arbitraries.of(0.1, 0.0, -0.0, 1.0), Arbitraries.doubles().between(0, 1));
    return Combinators.combine(epsilon(), momentum, Arbitraries.of(true, false))
        .as(BatchNorm2d::new);
  }

  private static Arbitrary<Scale> scale() {
    return Arbitraries.oneOf(
            Arbitraries.integers().between(1, 2_000_000_000).map(each -> 1.0 / each),
            Arbitraries.doubles().between(-1e9, 1e9).ofScale(14))
        .filter(factor -> factor != 0)
        .map(Scale::new);
  }

  private static Arbitrary<Dropout> dropout() {
    Arbitrary<Double> rate =
        Arbitraries.oneOf(
            Arbitraries.of(0.0, 0.5, Double.MIN_VALUE, Math.nextDown(1.0)),
            Arbitraries.doubles().between(0, 0.999).ofScale(9));
    return Combinators.combine(rate, Arbitraries.of(true, false)).as(Dropout::new);
  }
}
