package fovea.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fovea.lab.understand.LayerArithmetic;
import fovea.nn.AvgPool2d;
import fovea.nn.Conv2d;
import fovea.nn.Layer;
import fovea.nn.MaxPool2d;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Window;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fovea arithmetic}. */
@Command(
    name = "arithmetic",
    mixinStandardHelpOptions = true,
    description = "Computes sizes, weights and cost of a convolution or a pooling.",
    footer = {
      "",
      "Examples:",
      "  fovea arithmetic --input 32x32x3 --kernel 5 --padding 2 --filters 32",
      "  fovea arithmetic --input 28x28x64 --pool max --kernel 3 --stride 2 --ceil",
      "  fovea arithmetic --input 32x32x3 --kernel 5 --filters 32 --solve same",
      "  fovea arithmetic --input 16x16x8 --kernel 4 --stride 2 --padding 1 --transposed"
    })
final class ArithmeticCommand implements Callable<Integer> {

  private static final String LABEL = "  %-24s%s";

  private final Console console;

  @Option(
      names = "--input",
      paramLabel = "HxWxC",
      required = true,
      description = "Rows, columns and channels of an image.")
  private String input;

  @Option(names = "--kernel", paramLabel = "N|RxC", required = true, description = "The window.")
  private String kernel;

  @Option(
      names = "--stride",
      paramLabel = "N|RxC",
      description = "Steps between its positions (1; for poolings the kernel).")
  private String stride;

  @Option(
      names = "--padding",
      paramLabel = "N|RxC",
      defaultValue = "0",
      description = "Rows and columns on each side (${DEFAULT-VALUE}).")
  private String padding;

  @Option(
      names = "--dilation",
      paramLabel = "N|RxC",
      defaultValue = "1",
      description = "Distance between a filter's weights (${DEFAULT-VALUE}).")
  private String dilation;

  @Option(
      names = "--groups",
      paramLabel = "N",
      defaultValue = "1",
      description = "Groups of channels (${DEFAULT-VALUE}).")
  private int groups;

  @Option(
      names = "--filters",
      paramLabel = "N",
      defaultValue = "1",
      description = "Filters (${DEFAULT-VALUE}).")
  private int filters;

  @Option(names = "--pool", paramLabel = "max|avg", description = "A pooling instead.")
  private String pool;

  @Option(names = "--ceil", description = "Count a pooling's last, partial position.")
  private boolean ceil;

  @Option(names = "--transposed", description = "The transposed convolution.")
  private boolean transposed;

  @Option(
      names = "--output-padding",
      paramLabel = "N|RxC",
      defaultValue = "0",
      description = "Rows and columns that its stride leaves open (${DEFAULT-VALUE}).")
  private String outputPadding;

  @Option(
      names = "--solve",
      paramLabel = "same|half",
      description = "Find the padding that keeps the size, or halves it with stride 2.")
  private String solve;

  @Option(
      names = "--lang",
      paramLabel = "en|fr",
      defaultValue = "en",
      description = "The language (${DEFAULT-VALUE}).")
  private String language;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private ResourceBundle texts;

  ArithmeticCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (!List.of("en", "fr").contains(language)) {
      throw new IllegalArgumentException("--lang is '%s': it must be en or fr".formatted(language));
    }
    texts =
        ResourceBundle.getBundle(
            "fovea.lab.understand.arithmetic",
            language.equals("fr") ? Locale.FRENCH : Locale.ROOT,
            LayerArithmetic.class.getModule());
    Shape shape = image(input);
    if (transposed) {
      transposed(shape);
    } else {
      LayerArithmetic arithmetic = LayerArithmetic.of(layer(shape), shape);
      if (json) {
        console.json(json(arithmetic));
      } else {
        tell(arithmetic);
      }
    }
    return 0;
  }

  private Layer layer(Shape shape) {
    if (pool == null) {
      Conv2d conv = convolution();
      return solve == null ? conv : solved(conv, shape);
    }
    Size window = size("--kernel", kernel);
    Size step = stride == null ? window : size("--stride", stride);
    Size border = size("--padding", padding);
    return switch (pool) {
      case "max" -> new MaxPool2d(window, step, border, ceil);
      case "avg" -> new AvgPool2d(window, step, border, ceil, true);
      default ->
          throw new IllegalArgumentException(
              "--pool is '%s': it must be max or avg".formatted(pool));
    };
  }

  private Conv2d convolution() {
    return new Conv2d(
        filters,
        size("--kernel", kernel),
        size("--stride", stride == null ? "1" : stride),
        size("--padding", padding),
        size("--dilation", dilation),
        groups,
        true);
  }

  private Conv2d solved(Conv2d conv, Shape shape) {
    return switch (solve) {
      case "same" -> LayerArithmetic.padded(conv, shape, shape.size());
      case "half" ->
          LayerArithmetic.padded(
              stride == null ? conv.stride(2) : conv,
              shape,
              Size.of((shape.height() + 1) / 2, (shape.width() + 1) / 2));
      default ->
          throw new IllegalArgumentException(
              "--solve is '%s': it must be same or half".formatted(solve));
    };
  }

  private static Shape image(String text) {
    String[] parts = text.toLowerCase(Locale.ROOT).split("x", -1);
    try {
      if (parts.length == 3) {
        return Shape.image(
            Integer.parseInt(parts[2]), Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(noImage(text), e);
    }
    throw new IllegalArgumentException(noImage(text));
  }

  private static String noImage(String text) {
    return "--input is '%s': write rows x columns x channels, such as 32x32x3".formatted(text);
  }

  private static Size size(String flag, String text) {
    try {
      return Size.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(flag + " " + e.getMessage(), e);
    }
  }

  private static ObjectNode json(LayerArithmetic arithmetic) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    arithmetic.input().dims().forEach(node.putArray("input")::add);
    arithmetic.output().dims().forEach(node.putArray("output")::add);
    Size padding = arithmetic.window().padding();
    node.putArray("padding").add(padding.height()).add(padding.width());
    return node.put("weights", arithmetic.weights())
        .put("biases", arithmetic.biases())
        .put("multiply_adds", arithmetic.multiplyAdds())
        .put("fully_connected_weights", arithmetic.fullyConnectedWeights())
        .put("fully_connected_biases", arithmetic.fullyConnectedBiases());
  }

  private void tell(LayerArithmetic arithmetic) {
    Window window = arithmetic.window();
    Shape in = arithmetic.input();
    Shape out = arithmetic.output();
    if (solve != null) {
      console.result("%s", text("solved", window.padding()));
    }
    shape("input", in);
    shape("output", out);
    line("", texts.getString("legend"));
    Size whole = arithmetic.wholePositions();
    String rows = out.height() > whole.height() ? "formulaCeil" : "formula";
    String columns = out.width() > whole.width() ? "formulaCeil" : "formula";
    line("height", formula(rows, window, in, out, Size.of(0), Size::height));
    line("width", formula(columns, window, in, out, Size.of(0), Size::width));
    List<Integer> dims = arithmetic.weightDims();
    String outputs = number(out.elements());
    String inputs = number(in.elements());
    if (dims.isEmpty()) {
      line("weights", texts.getString("noWeights"));
      line(
          "connected",
          text("connectedPool", outputs, inputs, number(arithmetic.fullyConnectedWeights())));
      return;
    }
    line(
        "weights",
        text(
            "weightCount",
            number(dims.get(0)),
            number(dims.get(1)),
            number(dims.get(2)),
            number(dims.get(3)),
            number(arithmetic.weights()),
            number(arithmetic.biases()),
            number(arithmetic.weights() + arithmetic.biases())));
    line("cost", text("multiplyAdds", number(arithmetic.multiplyAdds())));
    line(
        "connected",
        text(
            "connectedCount",
            outputs,
            inputs,
            number(arithmetic.fullyConnectedWeights()),
            number(Math.round(arithmetic.ratio()))));
  }

  private void transposed(Shape in) {
    Conv2d conv = convolution();
    Size more = size("--output-padding", outputPadding);
    Shape out = LayerArithmetic.transposed(conv, in, more);
    if (json) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      in.dims().forEach(node.putArray("input")::add);
      out.dims().forEach(node.putArray("output")::add);
      console.json(node);
      return;
    }
    shape("input", in);
    shape("output", out);
    line("", texts.getString("legendTransposed"));
    Window window = conv.window().orElseThrow();
    line("height", formula("formulaTransposed", window, in, out, more, Size::height));
    line("width", formula("formulaTransposed", window, in, out, more, Size::width));
  }

  /** A formula with its numbers, of rows or of columns. */
  private String formula(
      String key, Window window, Shape in, Shape out, Size more, ToIntFunction<Size> side) {
    return text(
        key,
        side.applyAsInt(in.size()),
        side.applyAsInt(window.padding()),
        side.applyAsInt(window.dilation()),
        side.applyAsInt(window.kernel()),
        side.applyAsInt(window.stride()),
        side.applyAsInt(out.size()),
        side.applyAsInt(more));
  }

  private void shape(String key, Shape shape) {
    String dims = "%d x %d x %d".formatted(shape.height(), shape.width(), shape.channels());
    line(key, "%-20s%s".formatted(dims, text("numbers", number(shape.elements()))));
  }

  private void line(String key, String text) {
    console.result(LABEL, key.isEmpty() ? "" : texts.getString(key), text);
  }

  private String text(String key, Object... arguments) {
    return String.format(Locale.ROOT, texts.getString(key), arguments);
  }

  /** A number with its digits in groups, as the language has them; spaces are plain ones. */
  private String number(long value) {
    String english = String.format(Locale.ROOT, "%,d", value);
    return language.equals("fr") ? english.replace(',', ' ') : english;
  }
}
