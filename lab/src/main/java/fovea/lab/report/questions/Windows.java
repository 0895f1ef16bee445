package fovea.lab.report.questions;

import fovea.lab.understand.LayerArithmetic;
import fovea.nn.Conv2d;
import fovea.nn.Layers;
import fovea.nn.MaxPool2d;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Questions 1, 2, 8 and 9: the arithmetic of sliding windows. */
final class Windows {

  private static final int MAPS = 32;
  private static final int KERNEL = 5;

  private Windows() {}

  private static Conv2d convolution(int filters, int kernel, int padding, int stride) {
    return new Conv2d(
        filters, Size.of(kernel), Size.of(stride), Size.of(padding), Size.of(1), 1, true);
  }

  static void size(Findings findings, Evidence evidence) {
    Wording words = evidence.words();
    List<List<String>> rows = new ArrayList<>();
    int[][] settings = {{5, 0, 1}, {5, 2, 1}, {3, 1, 1}, {3, 1, 2}, {2, 0, 2}};
    for (int[] each : settings) {
      LayerArithmetic layer =
          LayerArithmetic.of(convolution(1, each[0], each[1], each[2]), evidence.input());
      rows.add(
          List.of(
              String.valueOf(each[0]),
              String.valueOf(each[1]),
              String.valueOf(each[2]),
              size(layer.output()),
              words.count(layer.weights()),
              words.count(layer.fullyConnectedWeights())));
    }
    findings.table(
        "sizes",
        List.of(),
        List.of(
            "$k$",
            "$p$",
            "$s$",
            evidence.texts().text("output"),
            evidence.texts().text("weights"),
            evidence.texts().text("connectedWeights")),
        rows);
    LayerArithmetic same = LayerArithmetic.of(convolution(1, KERNEL, 2, 1), evidence.input());
    findings.value("weights", words.count(same.weights()));
    findings.value("connected", words.count(same.fullyConnectedWeights()));
  }

  static void sharing(Findings findings, Evidence evidence) {
    Wording words = evidence.words();
    LayerArithmetic layer = LayerArithmetic.of(Layers.conv(MAPS, KERNEL).same(), evidence.input());
    Summary.Row first = evidence.summary().rows().get(0);
    int field = first.receptiveField().size().area();
    String shared = words.count(layer.weights() + layer.biases());
    String connected = words.count(layer.fullyConnectedWeights() + layer.fullyConnectedBiases());
    String ratio = words.count(Math.round(layer.ratio()));
    String seen = words.percent((double) field / evidence.input().area());
    findings.state(
        "sharing",
        List.of(),
        shared,
        connected,
        ratio,
        size(first.receptiveField().size()),
        size(evidence.input()),
        seen);
    findings.value("shared", shared);
    findings.value("connected", connected);
    findings.value("ratio", ratio);
    findings.value("seen", seen);
  }

  static void keeping(Findings findings, Evidence evidence) {
    findings.table(
        "sizes",
        List.of(),
        evidence.texts().list("q8.columns"),
        IntStream.rangeClosed(0, 3)
            .mapToObj(
                padding ->
                    List.of(
                        String.valueOf(padding),
                        side(padding, 1, evidence),
                        side(padding, 2, evidence),
                        side(padding, 3, evidence)))
            .toList(),
        String.valueOf(KERNEL),
        size(evidence.input()));
  }

  private static String side(int padding, int stride, Evidence evidence) {
    return size(convolution(1, KERNEL, padding, stride).output(evidence.input()));
  }

  static void halving(Findings findings, Evidence evidence) {
    List<List<String>> rows = new ArrayList<>();
    for (int stride = 1; stride <= 3; stride++) {
      Shape without = pool(stride, 0).output(evidence.input());
      Shape with = pool(stride, 1).output(evidence.input());
      rows.add(List.of(String.valueOf(stride), size(without), size(with)));
    }
    findings.table(
        "sizes", List.of(), evidence.texts().list("q9.columns"), rows, size(evidence.input()));
  }

  private static MaxPool2d pool(int stride, int padding) {
    return Layers.maxPool(2).stride(stride).pad(padding);
  }

  /** Rows and columns, as in text. */
  static String size(Shape shape) {
    return shape.height() + " × " + shape.width();
  }

  /** Rows and columns, as in text. */
  static String size(Size size) {
    return size.height() + " × " + size.width();
  }

  /** Channels, rows and columns of maps, or the length of a vector, as in text. */
  static String shape(Shape shape, Wording words) {
    return shape.flat() ? words.count(shape.elements()) : shape.channels() + " × " + size(shape);
  }
}
