package fovea.interchange;

import ai.onnx.proto.OnnxMl.NodeProto;
import fovea.interchange.Step.Affine;
import fovea.interchange.Step.Kind;
import fovea.interchange.Step.Passing;
import fovea.interchange.Step.Sum;
import fovea.interchange.Step.Turned;
import fovea.interchange.Step.Weighted;
import fovea.nn.AvgPool2d;
import fovea.nn.BatchNorm2d;
import fovea.nn.Conv2d;
import fovea.nn.Flatten;
import fovea.nn.GELU;
import fovea.nn.GlobalAvgPool2d;
import fovea.nn.LayerNorm2d;
import fovea.nn.Layers;
import fovea.nn.Linear;
import fovea.nn.MaxPool2d;
import fovea.nn.ReLU;
import fovea.nn.ReLU6;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Softmax;
import fovea.nn.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What ONNX's operators are in a network of Fovea. */
final class Operators {

  /** The operators that are read; {@code Constant} is read as an initializer is. */
  static final List<String> KNOWN =
      List.of(
          "Add",
          "AveragePool",
          "BatchNormalization",
          "Clip",
          "Conv",
          "Constant",
          "Div",
          "Dropout",
          "Flatten",
          "Gelu",
          "Gemm",
          "GlobalAveragePool",
          "Identity",
          "LayerNormalization",
          "MatMul",
          "MaxPool",
          "Mul",
          "ReduceMean",
          "Relu",
          "Reshape",
          "Softmax",
          "Sub",
          "Transpose");

  private static final double USUAL_EPSILON = 1e-5;
  private static final double USUAL_MOMENTUM = 0.9;

  /** The operators' version since which a softmax is one along an axis, not over all after it. */
  private static final int SOFTMAX_ALONG_AXIS = 13;

  private final Map<String, Operand> constants;
  private final long operatorSet;
  private final long batch;

  /**
   * @param constants the constant tensors by name; more may come
   * @param operatorSet the version of the operators
   * @param batch the number of images that the graph is for; 0 if any
   */
  Operators(Map<String, Operand> constants, long operatorSet, long batch) {
    this.constants = constants;
    this.operatorSet = operatorSet;
    this.batch = batch;
  }

  /** Whether a domain is that of ONNX's own operators. */
  static boolean isStandard(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  /**
   * Requires that all nodes are of known operators.
   *
   * @throws IOException that names the others
   */
  static void requireKnown(List<NodeProto> nodes) throws IOException {
    TreeSet<String> unknown = new TreeSet<>();
    for (NodeProto node : nodes) {
      boolean standard = isStandard(node.getDomain());
      if (!standard || !KNOWN.contains(node.getOpType())) {
        unknown.add(standard ? node.getOpType() : node.getDomain() + "." + node.getOpType());
      }
    }
    if (!unknown.isEmpty()) {
      throw new IOException(
          "Fovea has no layer for %s: it reads %s; change these parts of the network, or run the file with ONNX Runtime"
              .formatted(String.join(", ", unknown), String.join(", ", KNOWN)));
    }
  }

  /**
   * What a node is.
   *
   * @param input the shape of its input for one image, the channels first
   * @param last whether its input has the channels last
   */
  Kind kind(NodeProto node, Shape input, boolean last) throws IOException {
    Attributes attributes = new Attributes(node);
    if (node.getOpType().equals("Transpose")) {
      return turn(last, attributes);
    }
    return last ? ofTurned(node, attributes) : kind(node, input, attributes);
  }

  private static Turned turn(boolean last, Attributes attributes) throws IOException {
    List<Long> order = attributes.integers("perm");
    if (!order.equals(last ? GraphWriter.CHANNELS_FIRST : GraphWriter.CHANNELS_LAST)) {
      throw attributes.refuse(
          "its order is %s: only one that puts the channels last, and back, is known"
              .formatted(order));
    }
    return new Turned(!last);
  }

  /** What a node is whose input has the channels last. */
  private Kind ofTurned(NodeProto node, Attributes attributes) throws IOException {
    return switch (node.getOpType()) {
      case "LayerNormalization" -> layerNormalization(node, attributes);
      case "MatMul" -> pointwise(product(node, attributes));
      case "Relu" -> new Weighted(new ReLU());
      case "Clip" -> clip(node, attributes);
      case "Gelu" -> gelu(attributes);
      case "Dropout", "Identity" -> new Passing();
      case "Add", "Sub" -> arithmetic(node, attributes);
      default ->
          throw attributes.refuse(
              "its input has the channels last: only linear layers, normalisations and activations"
                  + " are known there");
    };
  }

  private Weighted layerNormalization(NodeProto node, Attributes attributes) throws IOException {
    long axis = attributes.integer("axis", -1);
    if (axis != -1 && axis != 3) {
      throw attributes.refuse(
          "its axis is %s: only a normalisation over channels is known".formatted(axis));
    }
    Map<String, Operand> parameters = new LinkedHashMap<>();
    parameters.put("weight", constant(node, 1, attributes));
    parameters.put("bias", constant(node, 2, attributes));
    return new Weighted(new LayerNorm2d(attributes.real("epsilon", USUAL_EPSILON)), parameters);
  }

  /** A linear layer at each position. */
  private static Weighted pointwise(Weighted linear) {
    int features = ((Linear) linear.layer()).features();
    Conv2d conv = Layers.conv(features, 1).withoutBias().asMatrix();
    return new Weighted(conv, linear.parameters());
  }

  private Kind kind(NodeProto node, Shape input, Attributes attributes) throws IOException {
    return switch (node.getOpType()) {
      case "Conv" -> convolution(node, attributes);
      case "Gemm" -> gemm(node, attributes);
      case "MatMul" -> product(node, attributes);
      case "BatchNormalization" -> normalization(node, attributes);
      case "MaxPool" -> maxPool(input, attributes);
      case "AveragePool" -> averagePool(input, attributes);
      case "GlobalAveragePool" -> new Weighted(new GlobalAvgPool2d());
      case "ReduceMean" -> mean(node, attributes);
      case "Relu" -> new Weighted(new ReLU());
      case "Clip" -> clip(node, attributes);
      case "Gelu" -> gelu(attributes);
      case "Flatten" -> flatten(attributes);
      case "Reshape" -> reshape(node, input, attributes);
      case "Softmax" -> softmax(input, attributes);
      case "Dropout", "Identity" -> new Passing();
      case "LayerNormalization" ->
          throw attributes.refuse("only one over channels, behind a Transpose, is known");
      default -> arithmetic(node, attributes);
    };
  }

  private Operand constant(NodeProto node, int index, Attributes attributes) throws IOException {
    Operand constant = index < node.getInputCount() ? constants.get(node.getInput(index)) : null;
    if (constant == null) {
      throw attributes.refuse("input %s must be a constant".formatted(index));
    }
    return constant;
  }

  private boolean has(NodeProto node, int index) {
    return index < node.getInputCount() && !node.getInput(index).isEmpty();
  }

  private Weighted convolution(NodeProto node, Attributes attributes) throws IOException {
    Operand weight = constant(node, 1, attributes);
    if (weight.dims().size() != 4 || weight.values().length == 0) {
      throw attributes.refuse(
          "its weights have the shape %s: four dimensions are needed".formatted(weight.dims()));
    }
    Size one = Size.of(1);
    Size own = Size.of(weight.dims().get(2).intValue(), weight.dims().get(3).intValue());
    Size kernel = attributes.size("kernel_shape", own);
    if (!kernel.equals(own)) {
      throw attributes.refuse("its kernel is %s, its weights have %s".formatted(kernel, own));
    }
    Size stride = attributes.size("strides", one);
    Size dilation = attributes.size("dilations", one);
    Size padding = attributes.padding(kernel, stride, dilation);
    Map<String, Operand> parameters = new LinkedHashMap<>(Map.of("weight", weight));
    if (has(node, 2)) {
      parameters.put("bias", constant(node, 2, attributes));
    }
    int groups = (int) Math.min(Integer.MAX_VALUE, attributes.integer("group", 1));
    return new Weighted(
        new Conv2d(
            weight.dims().get(0).intValue(),
            kernel,
            stride,
            padding,
            dilation,
            groups,
            has(node, 2)),
        parameters);
  }

  private Weighted gemm(NodeProto node, Attributes attributes) throws IOException {
    attributes.require("alpha", 1);
    attributes.require("transA", 0);
    Operand given = constant(node, 1, attributes);
    boolean transposed = attributes.integer("transB", 0) == 0;
    Optional<Operand> bias = Optional.empty();
    if (has(node, 2)) {
      attributes.require("beta", 1);
      bias = Optional.of(constant(node, 2, attributes));
    }
    return linear(given, transposed, bias, attributes);
  }

  private Weighted product(NodeProto node, Attributes attributes) throws IOException {
    return linear(constant(node, 1, attributes), true, Optional.empty(), attributes);
  }

  private static Weighted linear(
      Operand given, boolean transposed, Optional<Operand> bias, Attributes attributes)
      throws IOException {
    if (given.dims().size() != 2 || given.values().length == 0) {
      throw attributes.refuse(
          "its weights have the shape %s: two dimensions are needed".formatted(given.dims()));
    }
    Operand weight = transposed ? transpose(given) : given;
    int features = weight.dims().get(0).intValue();
    Map<String, Operand> parameters = new LinkedHashMap<>(Map.of("weight", weight));
    if (bias.isPresent()) {
      parameters.put("bias", bias(bias.get(), features, attributes));
    }
    return new Weighted(new Linear(features, bias.isPresent()), parameters);
  }

  /** A bias as a vector of one value for each output. */
  static Operand bias(Operand given, int outputs, Attributes attributes) throws IOException {
    if (given.values().length != outputs
        || given.dims().stream().filter(dim -> dim != 1).count() > 1) {
      throw attributes.refuse(
          "its bias has the shape %s: %s numbers are needed".formatted(given.dims(), outputs));
    }
    return new Operand(List.of((long) outputs), given.values());
  }

  private static Operand transpose(Operand matrix) {
    int rows = matrix.dims().get(0).intValue();
    int columns = matrix.dims().get(1).intValue();
    float[] values = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        values[column * rows + row] = matrix.values()[row * columns + column];
      }
    }
    return new Operand(List.of((long) columns, (long) rows), values);
  }

  private Weighted normalization(NodeProto node, Attributes attributes) throws IOException {
    attributes.require("training_mode", 0);
    attributes.require("spatial", 1);
    Map<String, Operand> parameters = new LinkedHashMap<>();
    List<String> names = List.of("weight", "bias", "running_mean", "running_var");
    for (int i = 0; i < names.size(); i++) {
      parameters.put(names.get(i), constant(node, i + 1, attributes));
    }
    double kept = attributes.real("momentum", USUAL_MOMENTUM);
    double momentum = Double.parseDouble(Float.toString((float) (1 - kept)));
    return new Weighted(
        new BatchNorm2d(attributes.real("epsilon", USUAL_EPSILON), momentum), parameters);
  }

  private static Weighted maxPool(Shape input, Attributes attributes) throws IOException {
    Window window = pooling(input, attributes);
    return new Weighted(
        new MaxPool2d(window.kernel(), window.stride(), window.padding(), window.ceilMode()));
  }

  private static Weighted averagePool(Shape input, Attributes attributes) throws IOException {
    Window window = pooling(input, attributes);
    boolean counts = attributes.integer("count_include_pad", 0) != 0;
    boolean padded = !window.padding().equals(Size.of(0));
    if (window.ceilMode() && counts && padded) {
      throw attributes.refuse("it rounds up and counts its padding: Fovea's poolings differ there");
    }
    return new Weighted(
        new AvgPool2d(
            window.kernel(),
            window.stride(),
            window.padding(),
            window.ceilMode(),
            counts || !padded));
  }

  private static Window pooling(Shape input, Attributes attributes) throws IOException {
    Size one = Size.of(1);
    if (!attributes.size("dilations", one).equals(one)) {
      throw attributes.refuse("it is dilated: Fovea's poolings are not");
    }
    Size kernel = kernel(attributes);
    Size stride = attributes.size("strides", one);
    Size padding = attributes.padding(kernel, stride, one);
    boolean up = attributes.integer("ceil_mode", 0) != 0;
    Window window = new Window(kernel, stride, padding, one, up);
    if (up && !window.positions("pooling", input).equals(GraphWriter.roundedUp(window, input))) {
      throw attributes.refuse(
          "it rounds up to a window outside of its input %s: ONNX counts it, Fovea does not"
              .formatted(input));
    }
    return window;
  }

  private static Size kernel(Attributes attributes) throws IOException {
    if (attributes.integers("kernel_shape").isEmpty()) {
      throw attributes.refuse("it has no kernel_shape");
    }
    return attributes.size("kernel_shape", Size.of(1));
  }

  private Weighted mean(NodeProto node, Attributes attributes) throws IOException {
    List<Long> axes =
        has(node, 1) ? wholes(constant(node, 1, attributes)) : attributes.integers("axes");
    boolean spatial =
        axes.equals(List.of(2L, 3L))
            || axes.equals(List.of(-2L, -1L))
            || axes.equals(List.of(-1L, -2L));
    if (!spatial || attributes.integer("keepdims", 1) != 1) {
      throw attributes.refuse(
          "only a mean over rows and columns that keeps them as dimensions is known");
    }
    return new Weighted(new GlobalAvgPool2d());
  }

  private static List<Long> wholes(Operand operand) {
    List<Long> numbers = new ArrayList<>();
    for (float each : operand.values()) {
      numbers.add((long) each);
    }
    return numbers;
  }

  private Weighted clip(NodeProto node, Attributes attributes) throws IOException {
    double min =
        has(node, 1) ? bound(node, 1, attributes) : attributes.real("min", -Double.MAX_VALUE);
    double max =
        has(node, 2) ? bound(node, 2, attributes) : attributes.real("max", Double.MAX_VALUE);
    if (min != 0 || max != ReLU6.CEILING) {
      throw attributes.refuse(
          "it limits values to %s to %s: Fovea has ReLU6 only, from 0 to 6".formatted(min, max));
    }
    return new Weighted(new ReLU6());
  }

  private double bound(NodeProto node, int index, Attributes attributes) throws IOException {
    float[] values = constant(node, index, attributes).values();
    if (values.length != 1) {
      throw attributes.refuse("input %s must be a single number".formatted(index));
    }
    return values[0];
  }

  private static Weighted gelu(Attributes attributes) throws IOException {
    if (!attributes.text("approximate", "none").equals("none")) {
      throw attributes.refuse("it is the tanh approximation: Fovea has the exact function only");
    }
    return new Weighted(new GELU());
  }

  private static Weighted flatten(Attributes attributes) throws IOException {
    attributes.require("axis", 1);
    return new Weighted(new Flatten());
  }

  private Weighted reshape(NodeProto node, Shape input, Attributes attributes) throws IOException {
    List<Long> shape = wholes(constant(node, 1, attributes));
    boolean two = shape.size() == 2;
    boolean copies = attributes.integer("allowzero", 0) == 0;
    boolean all = two && shape.get(1) == input.elements();
    boolean rest = two && shape.get(1) == -1;
    boolean kept = two && ((shape.get(0) == 0 && copies) || (batch > 0 && shape.get(0) == batch));
    if (!(kept && (all || rest)) && !(all && shape.get(0) == -1)) {
      throw attributes.refuse(
          "it makes the shape %s of %s: only a vector of all %s numbers of an image is known"
              .formatted(shape, input, input.elements()));
    }
    return new Weighted(new Flatten());
  }

  private Weighted softmax(Shape input, Attributes attributes) throws IOException {
    boolean along = operatorSet >= SOFTMAX_ALONG_AXIS;
    long axis = attributes.integer("axis", along ? -1 : 1);
    boolean channels = axis == 1 || axis == (input.flat() ? -1 : -3);
    if (!channels || !(along || input.area() == 1)) {
      throw attributes.refuse(
          "its axis is %s for %s, with operator set %s: only a softmax over channels is known"
              .formatted(axis, input, operatorSet));
    }
    return new Weighted(new Softmax());
  }

  private Kind arithmetic(NodeProto node, Attributes attributes) throws IOException {
    if (node.getInputCount() != 2) {
      throw attributes.refuse("it needs two inputs");
    }
    Operand first = constants.get(node.getInput(0));
    Operand second = constants.get(node.getInput(1));
    String operator = node.getOpType();
    if (first == null && second == null) {
      if (operator.equals("Add")) {
        return new Sum();
      }
      throw attributes.refuse("it combines two tensors: only Add does that in Fovea's networks");
    }
    boolean commutes = operator.equals("Add") || operator.equals("Mul");
    if (second == null && !commutes) {
      throw attributes.refuse("its second input must be a constant");
    }
    Operand constant = second == null ? first : second;
    boolean scales = operator.equals("Mul") || operator.equals("Div");
    return new Affine(constant, scales, !commutes);
  }
}
