package fovea.interchange;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import fovea.interchange.Step.Passing;
import fovea.interchange.Step.Sum;
import fovea.interchange.Step.Turned;
import fovea.interchange.Step.Weighted;
import fovea.nn.Shape;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the nodes of an ONNX graph as paths from its image. Every tensor has a latest tensor that
 * all paths to it pass through, its immediate dominator; where two paths meet in a sum, that is
 * where they fork.
 */
final class GraphReader {

  /** More nodes than the networks that Fovea can train have. */
  private static final int MAX_NODES = 20_000;

  private final Map<String, Operand> constants = new HashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, Step> steps = new HashMap<>();
  private final Set<String> turned = new HashSet<>(); // tensors that have the channels last
  private final Map<String, String> dominators = new HashMap<>();
  private final Map<String, Integer> depths = new HashMap<>();

  /**
   * Reads a graph.
   *
   * @param image the graph's input
   * @param shape the shape of the image
   * @param operatorSet the version of the operators
   * @throws IOException if it has a node that Fovea has no layer for
   */
  static GraphReader of(GraphProto graph, ValueInfoProto image, Shape shape, long operatorSet)
      throws IOException {
    if (graph.getNodeCount() > MAX_NODES) {
      throw new IOException("it has %s nodes: too many".formatted(graph.getNodeCount()));
    }
    Operators.requireKnown(graph.getNodeList());
    GraphReader reader = new GraphReader();
    for (TensorProto tensor : graph.getInitializerList()) {
      reader.constants.put(tensor.getName(), Operand.of(tensor));
    }
    reader.depths.put(image.getName(), 0);
    reader.shapes.put(image.getName(), shape);
    long batch = image.getType().getTensorType().getShape().getDim(0).getDimValue();
    Operators operators = new Operators(reader.constants, operatorSet, batch);
    for (NodeProto node : graph.getNodeList()) {
      reader.add(node, operators);
    }
    return reader;
  }

  private void add(NodeProto node, Operators operators) throws IOException {
    Attributes attributes = new Attributes(node);
    if (node.getOutputCount() == 0) {
      throw attributes.refuse("it has no output");
    }
    String output = node.getOutput(0);
    if (depths.containsKey(output) || constants.containsKey(output)) {
      throw attributes.refuse("its output %s is there already".formatted(output));
    }
    if (node.getOpType().equals("Constant")) {
      constants.put(output, constant(node, attributes));
      return;
    }
    boolean passes = node.getOpType().equals("Identity");
    if (node.getInputCount() == 0) {
      throw attributes.refuse("it has no input");
    }
    if (passes && constants.containsKey(node.getInput(0))) {
      constants.put(output, constants.get(node.getInput(0)));
      return;
    }
    boolean second = node.getInputCount() > 1 && constants.containsKey(node.getInput(0));
    String input = node.getInput(second ? 1 : 0);
    boolean last = turned.contains(input);
    Step.Kind kind = operators.kind(node, shape(input, attributes), last);
    String name = node.getName().isEmpty() ? output : node.getName();
    List<String> inputs = kind instanceof Sum ? node.getInputList() : List.of(input);
    Step step = new Step(name, inputs, kind);
    shapes.put(output, output(step, attributes));
    steps.put(output, step);
    if (kind instanceof Turned turn ? turn.last() : last) {
      turned.add(output);
    }
    String dominator =
        kind instanceof Sum
            ? meet(step.inputs().get(0), step.inputs().get(1))
            : step.inputs().get(0);
    dominators.put(output, dominator);
    depths.put(output, depths.get(dominator) + 1);
  }

  private Shape shape(String tensor, Attributes attributes) throws IOException {
    Shape shape = shapes.get(tensor);
    if (shape == null) {
      throw attributes.refuse("its input %s does not come from the image".formatted(tensor));
    }
    return shape;
  }

  private Shape output(Step step, Attributes attributes) throws IOException {
    Shape first = shape(step.inputs().get(0), attributes);
    if (step.kind() instanceof Weighted weighted) {
      try {
        return weighted.layer().output(first);
      } catch (IllegalArgumentException e) {
        throw attributes.refuse(e.getMessage());
      }
    }
    if (step.kind() instanceof Sum) {
      Shape other = shape(step.inputs().get(1), attributes);
      boolean same = turned.contains(step.inputs().get(0)) == turned.contains(step.inputs().get(1));
      if (!first.equals(other) || !same) {
        throw attributes.refuse("it adds tensors of %s and of %s".formatted(first, other));
      }
    }
    return first;
  }

  private static Operand constant(NodeProto node, Attributes attributes) throws IOException {
    return Operand.of(
        node.getAttributeList().stream()
            .filter(each -> each.getName().equals("value") && each.hasT())
            .findFirst()
            .orElseThrow(() -> attributes.refuse("it must be a tensor"))
            .getT());
  }

  /** The latest tensor that all paths to both pass through. */
  private String meet(String one, String other) {
    String first = one;
    String second = other;
    while (!first.equals(second)) {
      if (depths.get(first) >= depths.get(second)) {
        first = dominators.get(first);
      } else {
        second = dominators.get(second);
      }
    }
    return first;
  }

  /** Whether a tensor is computed from the image. */
  boolean has(String tensor) {
    return depths.containsKey(tensor);
  }

  /** Where the paths to a tensor fork: its immediate dominator. */
  String before(String tensor) {
    return dominators.get(tensor);
  }

  /** The node that computes a tensor. */
  Step step(String tensor) {
    return steps.get(tensor);
  }

  /** Whether a node does nothing. */
  static boolean passes(Step step) {
    return step.kind() instanceof Passing || step.kind() instanceof Turned;
  }
}
