package fovea.interchange;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import fovea.data.ChannelNormalization;
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
import fovea.nn.Linear;
import fovea.nn.MaxPool2d;
import fovea.nn.Named;
import fovea.nn.Parameter;
import fovea.nn.ReLU;
import fovea.nn.ReLU6;
import fovea.nn.Residual;
import fovea.nn.Scale;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Softmax;
import fovea.nn.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntBinaryOperator;

/**
 * Writes a network's layers as ONNX nodes, which are named after them: {@code block1.conv1} is
 * {@code conv1} in the body of {@code block1}. Dropout, which does nothing at inference, is left
 * out. Layer normalisations and linear layers at each position take the channels last, as in
 * PyTorch.
 */
final class GraphWriter {

  /** The order of dimensions that a transposition makes of N x C x H x W, and the way back. */
  static final List<Long> CHANNELS_LAST = List.of(0L, 2L, 3L, 1L);

  static final List<Long> CHANNELS_FIRST = List.of(0L, 3L, 1L, 2L);

  private final GraphProto.Builder graph;
  private final Map<String, float[]> values;
  private final boolean folds;
  private final Map<String, String> rowsOf = new HashMap<>();

  /**
   * @param graph receives nodes and initializers
   * @param values the values of the parameters by name
   * @param folds whether a batch normalisation after a convolution becomes part of it
   */
  GraphWriter(GraphProto.Builder graph, Map<String, float[]> values, boolean folds) {
    this.graph = graph;
    this.values = values;
    this.folds = folds;
  }

  /** Writes {@code (x - mean) / deviation}; returns the output's name. */
  String normalization(String input, ChannelNormalization channels) {
    List<Integer> dims = List.of(1, channels.mean().size(), 1, 1);
    graph.addInitializer(Onnx.tensor("normalize.mean", dims, array(channels.mean())));
    graph.addInitializer(Onnx.tensor("normalize.deviation", dims, array(channels.deviation())));
    String centred = add(Onnx.node("Sub", "normalize.center", input, "normalize.mean"));
    return add(Onnx.node("Div", "normalize.scale", centred, "normalize.deviation"));
  }

  private static float[] array(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  /** Writes a softmax across channels; returns the output's name. */
  String softmax(String name, String input) {
    return add(Onnx.node("Softmax", name, input).addAttribute(Onnx.attribute("axis", 1)));
  }

  /**
   * Writes layers.
   *
   * @param prefix what their names are prefixed with
   * @param input the name of their input
   * @param shape the shape of their input
   * @return the name of their output
   */
  String layers(String prefix, List<Named> layers, String input, Shape shape) {
    String last = input;
    Shape in = shape;
    for (int i = 0; i < layers.size(); i++) {
      Named named = layers.get(i);
      String name = prefix + named.name();
      if (folds
          && named.layer() instanceof Conv2d conv
          && i + 1 < layers.size()
          && layers.get(i + 1).layer() instanceof BatchNorm2d norm) {
        i++;
        last = folded(name, conv, prefix + layers.get(i).name(), norm, last, in);
      } else {
        last = layer(name, named.layer(), last, in);
      }
      in = named.layer().output(in);
    }
    return last;
  }

  private String layer(String name, Layer layer, String input, Shape shape) {
    if (layer instanceof Conv2d conv && conv.matrix()) {
      return product(name, conv, input);
    }
    if (layer instanceof Conv2d conv) {
      return add(window(weighted("Conv", name, conv, input, shape), conv));
    }
    if (layer instanceof Linear) {
      return add(
          weighted("Gemm", name, layer, input, shape).addAttribute(Onnx.attribute("transB", 1)));
    }
    if (layer instanceof BatchNorm2d norm) {
      return add(
          weighted("BatchNormalization", name, norm, input, shape)
              .addAttribute(Onnx.attribute("epsilon", (float) norm.epsilon()))
              .addAttribute(Onnx.attribute("momentum", (float) (1 - norm.momentum()))));
    }
    if (layer instanceof LayerNorm2d norm) {
      NodeProto.Builder node =
          weighted("LayerNormalization", name, norm, rows(name, input), shape)
              .addAttribute(Onnx.attribute("axis", -1))
              .addAttribute(Onnx.attribute("epsilon", (float) norm.epsilon()));
      return maps(name, add(node));
    }
    if (layer instanceof LayerScale) {
      return add(weighted("Mul", name, layer, input, shape));
    }
    if (layer instanceof MaxPool2d pool) {
      return add(pool(Onnx.node("MaxPool", name, input), name, pool.window().orElseThrow(), shape));
    }
    if (layer instanceof AvgPool2d pool) {
      return average(name, pool, input, shape);
    }
    if (layer instanceof Residual block) {
      String body = layers(name + ".", block.body(), input, shape);
      String shortcut = layers(name + ".", block.shortcut(), input, shape);
      return add(Onnx.node("Add", name, body, shortcut));
    }
    if (layer instanceof Dropout) {
      return input;
    }
    return plain(name, layer, input);
  }

  private String plain(String name, Layer layer, String input) {
    if (layer instanceof ReLU) {
      return add(Onnx.node("Relu", name, input));
    }
    if (layer instanceof ReLU6) {
      return clip(name, input);
    }
    if (layer instanceof GELU) {
      return rowsOf.containsKey(input)
          ? maps(name, add(Onnx.node("Gelu", name, rowsOf.get(input))))
          : add(Onnx.node("Gelu", name, input));
    }
    if (layer instanceof Scale scale) {
      graph.addInitializer(
          Onnx.tensor(name + ".factor", List.of(), new float[] {(float) scale.factor()}));
      return add(Onnx.node("Mul", name, input, name + ".factor"));
    }
    if (layer instanceof GlobalAvgPool2d) {
      return add(Onnx.node("GlobalAveragePool", name, input));
    }
    if (layer instanceof Flatten) {
      return add(Onnx.node("Flatten", name, input));
    }
    if (layer instanceof Softmax) {
      return softmax(name, input);
    }
    throw new IllegalStateException("no operator for " + layer);
  }

  /** A linear layer at each position, as a product with the channels last. */
  private String product(String name, Conv2d conv, String input) {
    float[] weight = values.get(name + ".weight");
    int channels = weight.length / conv.filters();
    float[] transposed = new float[weight.length];
    for (int i = 0; i < weight.length; i++) {
      transposed[i % channels * conv.filters() + i / channels] = weight[i];
    }
    graph.addInitializer(
        Onnx.tensor(name + ".weight", List.of(channels, conv.filters()), transposed));
    String product = add(Onnx.node("MatMul", name, rows(name, input), name + ".weight"));
    if (conv.bias()) {
      float[] bias = values.get(name + ".bias");
      graph.addInitializer(Onnx.tensor(name + ".bias", List.of(bias.length), bias));
      product = add(Onnx.node("Add", name + ".shifted", product, name + ".bias"));
    }
    return maps(name, product);
  }

  /** Feature maps with the channels last. */
  private String rows(String name, String maps) {
    return rowsOf.containsKey(maps)
        ? rowsOf.get(maps)
        : add(
            Onnx.node("Transpose", name + ".rows", maps)
                .addAttribute(Onnx.attribute("perm", CHANNELS_LAST)));
  }

  /** Feature maps with the channels first; {@link #prune} takes back what nobody reads. */
  private String maps(String name, String rows) {
    String maps =
        add(
            Onnx.node("Transpose", name + ".maps", rows)
                .addAttribute(Onnx.attribute("perm", CHANNELS_FIRST)));
    rowsOf.put(maps, rows);
    return maps;
  }

  /**
   * Takes back transpositions that turned out to be of no use.
   *
   * @param output the tensor that the graph gives
   */
  void prune(String output) {
    Set<String> read = new HashSet<>(Set.of(output));
    graph.getNodeList().forEach(node -> read.addAll(node.getInputList()));
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      if (!read.contains(graph.getNode(i).getOutput(0))) {
        graph.removeNode(i);
      }
    }
  }

  private String clip(String name, String input) {
    graph.addInitializer(Onnx.tensor(name + ".min", List.of(), new float[] {0}));
    graph.addInitializer(Onnx.tensor(name + ".max", List.of(), new float[] {ReLU6.CEILING}));
    return add(Onnx.node("Clip", name, input, name + ".min", name + ".max"));
  }

  private NodeProto.Builder weighted(
      String operator, String name, Layer layer, String input, Shape shape) {
    NodeProto.Builder node = Onnx.node(operator, name, input);
    for (Parameter parameter : layer.parameters(shape)) {
      String full = Parameter.path(name, parameter.name());
      graph.addInitializer(Onnx.tensor(full, parameter.dims(), values.get(full)));
      node.addInput(full);
    }
    return node;
  }

  private static NodeProto.Builder window(NodeProto.Builder node, Conv2d conv) {
    return node.addAttribute(Onnx.attribute("kernel_shape", conv.kernel()))
        .addAttribute(Onnx.attribute("strides", conv.stride()))
        .addAttribute(Onnx.pads(conv.padding()))
        .addAttribute(Onnx.attribute("dilations", conv.dilation()))
        .addAttribute(Onnx.attribute("group", conv.groups()));
  }

  /**
   * A convolution with the batch normalisation after it: weights times {@code scale / sqrt(variance
   * + epsilon)}, and the bias that remains.
   */
  private String folded(
      String name, Conv2d conv, String normName, BatchNorm2d norm, String input, Shape shape) {
    float[] weight = values.get(name + ".weight").clone();
    float[] scale = values.get(normName + ".weight");
    float[] shift = values.get(normName + ".bias");
    float[] mean = values.get(normName + ".running_mean");
    float[] variance = values.get(normName + ".running_var");
    float[] bias = new float[conv.filters()];
    int each = weight.length / conv.filters();
    for (int filter = 0; filter < bias.length; filter++) {
      double factor = scale[filter] / Math.sqrt(variance[filter] + norm.epsilon());
      double before = conv.bias() ? values.get(name + ".bias")[filter] : 0;
      bias[filter] = (float) ((before - mean[filter]) * factor + shift[filter]);
      for (int i = filter * each; i < (filter + 1) * each; i++) {
        weight[i] = (float) (weight[i] * factor);
      }
    }
    List<Integer> dims = conv.parameters(shape).get(0).dims();
    graph.addInitializer(Onnx.tensor(name + ".weight", dims, weight));
    graph.addInitializer(Onnx.tensor(name + ".bias", List.of(bias.length), bias));
    NodeProto.Builder node = Onnx.node("Conv", name, input, name + ".weight", name + ".bias");
    return add(window(node, conv));
  }

  private String average(String name, AvgPool2d pool, String input, Shape shape) {
    boolean padded = pool.padding().height() > 0 || pool.padding().width() > 0;
    if (pool.ceilMode() && pool.countPadding() && padded) {
      throw new IllegalArgumentException(
          "layer %s: ONNX has no average pooling that rounds up and counts its padding: leave away one of the two"
              .formatted(name));
    }
    NodeProto.Builder node =
        pool(Onnx.node("AveragePool", name, input), name, pool.window().orElseThrow(), shape)
            .addAttribute(
                Onnx.attribute("count_include_pad", pool.countPadding() && padded ? 1 : 0));
    return add(node);
  }

  /**
   * Adds the attributes of a pooling. PyTorch does not count a window that would start in the
   * padding after the input, ONNX does: such a pooling is written as one that rounds down.
   */
  private static NodeProto.Builder pool(
      NodeProto.Builder node, String name, Window window, Shape shape) {
    boolean up = window.ceilMode();
    if (up && !window.positions(name, shape).equals(roundedUp(window, shape))) {
      if (!window.positions(name, shape).equals(roundedDown(window, shape))) {
        throw new IllegalArgumentException(
            "layer %s: ONNX has no pooling that rounds up in one direction only, as this one does for its input %s"
                .formatted(name, shape));
      }
      up = false;
    }
    return node.addAttribute(Onnx.attribute("kernel_shape", window.kernel()))
        .addAttribute(Onnx.attribute("strides", window.stride()))
        .addAttribute(Onnx.pads(window.padding()))
        .addAttribute(Onnx.attribute("ceil_mode", up ? 1 : 0));
  }

  /** The positions of a window in ONNX, which counts those that start in the padding at the end. */
  static Size roundedUp(Window window, Shape shape) {
    return positions(window, shape, (room, stride) -> -Math.floorDiv(-room, stride));
  }

  /** The whole positions of a window; fewer than one if it is larger than the padded input. */
  private static Size roundedDown(Window window, Shape shape) {
    return positions(window, shape, Math::floorDiv);
  }

  private static Size positions(Window window, Shape shape, IntBinaryOperator divide) {
    Size kernel = window.kernel();
    Size stride = window.stride();
    Size padding = window.padding();
    int down = shape.height() + 2 * padding.height() - kernel.height();
    int right = shape.width() + 2 * padding.width() - kernel.width();
    return Size.of(
        divide.applyAsInt(down, stride.height()) + 1, divide.applyAsInt(right, stride.width()) + 1);
  }

  private String add(NodeProto.Builder node) {
    graph.addNode(node);
    return node.getOutput(0);
  }

  /** The layers that need an operator of a later version than the usual one. */
  static boolean hasGelu(List<Named> layers) {
    List<Named> inner = new ArrayList<>();
    for (Named named : layers) {
      if (named.layer() instanceof GELU) {
        return true;
      }
      if (named.layer() instanceof Residual block) {
        inner.addAll(block.body());
        inner.addAll(block.shortcut());
      }
    }
    return !inner.isEmpty() && hasGelu(inner);
  }
}
