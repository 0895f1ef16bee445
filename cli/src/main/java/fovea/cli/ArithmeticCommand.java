package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.understand.LayerArithmetic;
import fovea.lab.understand.SlidingWindow;
import fovea.lab.understand.TransposedArithmetic;
import fovea.lab.understand.WindowFigure;
import fovea.lab.words.Texts;
import fovea.nn.AvgPool2d;
import fovea.nn.Layer;
import fovea.nn.MaxPool2d;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code fovea arithmetic} command: the output size, parameters and cost of one layer. */
@Command(
    name = "arithmetic",
    mixinStandardHelpOptions = true,
    description = "Computes output size, weights and cost of a convolution or pooling layer.",
    footer = {
      "",
      "Examples:",
      "  fovea arithmetic --input 32x32x3 --kernel 5 --padding 2 --filters 32",
      "  fovea arithmetic --input 28x28x64 --pool max --kernel 3 --stride 2 --ceil",
      "  fovea arithmetic --input 32x32x3 --kernel 5 --filters 32 --solve same",
      "  fovea arithmetic --input 32x32x32 --pool max --kernel 2 --solve half",
      "  fovea arithmetic --input 5x5x1 --kernel 3 --stride 2 --padding 1 --draw --lang fr",
      "  fovea arithmetic --input 16x16x8 --kernel 4 --stride 2 --padding 1 --transposed"
    })
final class ArithmeticCommand implements Callable<Integer> {

  private static final String LABEL = "  %-24s%s";

  private final Console console;

  @Mixin private WindowOptions options;

  @Option(
      names = "--draw",
      description = "Draw the window: a still image (SVG, PNG) and an animation (SVG, GIF).")
  private boolean draw;

  @Mixin private FigureOptions figureOptions;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private Texts texts;

  ArithmeticCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    texts = figureOptions.texts("understand.arithmetic");
    Shape shape = options.input(console, figureOptions.language());
    Layer layer = options.layer(shape);
    ObjectNode node;
    if (options.transposed()) {
      Size outputPadding = options.outputPadding();
      TransposedArithmetic arithmetic =
          TransposedArithmetic.of(options.convolution(), shape, outputPadding);
      node = json(arithmetic);
      if (!json) {
        print(arithmetic, outputPadding);
      }
      draw(
          () -> SlidingWindow.transposed(options.convolution(), shape, outputPadding),
          arithmetic.convolution().window().orElseThrow(),
          "transposed-convolution",
          node);
    } else {
      LayerArithmetic arithmetic = LayerArithmetic.of(layer, shape);
      node = json(arithmetic);
      if (!json) {
        print(arithmetic);
      }
      String kind =
          layer instanceof MaxPool2d
              ? "max-pooling"
              : layer instanceof AvgPool2d ? "average-pooling" : "convolution";
      draw(() -> SlidingWindow.of(arithmetic), arithmetic.window(), kind, node);
    }
    if (json) {
      console.json(node);
    }
    return 0;
  }

  private void draw(Supplier<SlidingWindow> supplier, Window window, String kind, ObjectNode node)
      throws IOException {
    if (!draw) {
      return;
    }
    SlidingWindow sliding = supplier.get();
    String dilation = compact(window.dilation());
    String title =
        text(
            dilation.equals("1") ? "figureTitle" : "figureTitleDilated",
            texts.text(kind),
            compact(window.kernel()),
            compact(window.stride()),
            compact(window.padding()),
            withTimesSign(sliding.input()),
            withTimesSign(sliding.output()),
            dilation);
    String name =
        "%s-%s-kernel%s-stride%s-padding%s%s"
            .formatted(
                kind,
                sliding.input(),
                compact(window.kernel()),
                compact(window.stride()),
                compact(window.padding()),
                dilation.equals("1") ? "" : "-dilation" + dilation);
    List<Path> files =
        new WindowFigure(sliding, title, texts).write(figureOptions.folder().resolve(name));
    for (Path file : files) {
      node.withArray("figures").add(file.toString());
      if (!json) {
        console.result("%s", file);
      }
    }
  }

  /** One number for a square, otherwise rows x columns. */
  private static String compact(Size size) {
    return size.height() == size.width() ? Integer.toString(size.height()) : size.toString();
  }

  /** A size as figure titles show it, with a multiplication sign. */
  private static String withTimesSign(Size size) {
    return size.height() + "\u00d7" + size.width();
  }

  private static ObjectNode json(LayerArithmetic arithmetic) {
    ObjectNode node = shapes(arithmetic.input(), arithmetic.output(), arithmetic.window());
    return node.put("weights", arithmetic.weights())
        .put("biases", arithmetic.biases())
        .put("multiply_adds", arithmetic.multiplyAdds())
        .put("fully_connected_weights", arithmetic.fullyConnectedWeights())
        .put("fully_connected_biases", arithmetic.fullyConnectedBiases());
  }

  private static ObjectNode json(TransposedArithmetic arithmetic) {
    ObjectNode node =
        shapes(
            arithmetic.input(),
            arithmetic.output(),
            arithmetic.convolution().window().orElseThrow());
    return node.put("weights", arithmetic.weights())
        .put("biases", arithmetic.biases())
        .put("multiply_adds", arithmetic.multiplyAdds())
        .put("fully_connected_weights", arithmetic.fullyConnectedWeights())
        .put("fully_connected_biases", arithmetic.fullyConnectedBiases());
  }

  private static ObjectNode shapes(Shape input, Shape output, Window window) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    input.dims().forEach(node.putArray("input")::add);
    output.dims().forEach(node.putArray("output")::add);
    add(node, "kernel", window.kernel());
    add(node, "stride", window.stride());
    add(node, "padding", window.padding());
    add(node, "dilation", window.dilation());
    return node;
  }

  private static void add(ObjectNode node, String key, Size size) {
    node.putArray(key).add(size.height()).add(size.width());
  }

  private void print(LayerArithmetic arithmetic) {
    Window window = arithmetic.window();
    Shape in = arithmetic.input();
    Shape out = arithmetic.output();
    if (options.solved()) {
      console.result("%s", text("solved", window.padding(), window.stride()));
    }
    shape("input", in);
    shape("output", out);
    line("", texts.text("legend"));
    Size whole = arithmetic.wholePositions();
    String rows = out.height() > whole.height() ? "formulaCeil" : "formula";
    String columns = out.width() > whole.width() ? "formulaCeil" : "formula";
    line("height", formula(rows, window, in, out, Size.of(0), Size::height));
    line("width", formula(columns, window, in, out, Size.of(0), Size::width));
    List<Integer> dims = arithmetic.weightDims();
    String outputs = number(out.elements());
    String inputs = number(in.elements());
    if (dims.isEmpty()) {
      line("weights", texts.text("noWeights"));
      line(
          "connected",
          text("connectedPool", outputs, inputs, number(arithmetic.fullyConnectedWeights())));
      return;
    }
    printWeights("weightCount", dims, arithmetic.weights(), arithmetic.biases());
    line("cost", text("multiplyAdds", number(arithmetic.multiplyAdds())));
    printFullyConnected(outputs, inputs, arithmetic.fullyConnectedWeights(), arithmetic.ratio());
  }

  private void printWeights(String key, List<Integer> dims, long weights, long biases) {
    line(
        "weights",
        text(
            key,
            number(dims.get(0)),
            number(dims.get(1)),
            number(dims.get(2)),
            number(dims.get(3)),
            number(weights),
            number(biases),
            number(weights + biases)));
  }

  private void printFullyConnected(String outputs, String inputs, long weights, double ratio) {
    line(
        "connected",
        text("connectedCount", outputs, inputs, number(weights), number(Math.round(ratio))));
  }

  private void print(TransposedArithmetic arithmetic, Size outputPadding) {
    Shape in = arithmetic.input();
    Shape out = arithmetic.output();
    shape("input", in);
    shape("output", out);
    line("", texts.text("legendTransposed"));
    Window window = arithmetic.convolution().window().orElseThrow();
    line("height", formula("formulaTransposed", window, in, out, outputPadding, Size::height));
    line("width", formula("formulaTransposed", window, in, out, outputPadding, Size::width));
    printWeights(
        "weightCountTransposed",
        arithmetic.weightDims(),
        arithmetic.weights(),
        arithmetic.biases());
    line("cost", text("multiplyAdds", number(arithmetic.multiplyAdds())));
    printFullyConnected(
        number(out.elements()),
        number(in.elements()),
        arithmetic.fullyConnectedWeights(),
        arithmetic.ratio());
  }

  /** The formula of the output height or width, with its numbers filled in. */
  private String formula(
      String key,
      Window window,
      Shape in,
      Shape out,
      Size outputPadding,
      ToIntFunction<Size> side) {
    return text(
        key,
        side.applyAsInt(in.size()),
        side.applyAsInt(window.padding()),
        side.applyAsInt(window.dilation()),
        side.applyAsInt(window.kernel()),
        side.applyAsInt(window.stride()),
        side.applyAsInt(out.size()),
        side.applyAsInt(outputPadding));
  }

  private void shape(String key, Shape shape) {
    String dims = "%s x %s x %s".formatted(shape.height(), shape.width(), shape.channels());
    line(key, "%-20s%s".formatted(dims, text("numbers", number(shape.elements()))));
  }

  private void line(String key, String text) {
    console.result(LABEL, key.isEmpty() ? "" : texts.text(key), text);
  }

  private String text(String key, Object... arguments) {
    return texts.text(key, arguments);
  }

  private String number(long value) {
    return texts.number(value);
  }
}
