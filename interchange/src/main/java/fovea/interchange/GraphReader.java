package fovea.interchange;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import fovea.interchange.Step.Affine;
import fovea.interchange.Step.Passing;
import fovea.interchange.Step.Sum;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the nodes of an ONNX graph as paths from its image. Every tensor has a latest tensor that
 * all paths to it pass through, its immediate dominator; where two paths meet in a sum, that is
 * where they fork.
 */
final class GraphReader {

  /** More nodes than the networks that Fovea can train have. */
  private static final int MAX_NODES = 20_000;

  private final Map<String, Operand> constants = new HashMap<>();
  private final Map<String, Step> steps = new HashMap<>();
  private final Map<String, String> dominators = new HashMap<>();
  private final Map<String, Integer> depths = new HashMap<>();

  /**
   * Reads a graph.
   *
   * @param input the name of the image
   * @throws IOException if it has a node that Fovea has no layer for
   */
  static GraphReader of(GraphProto graph, String input) throws IOException {
    if (graph.getNodeCount() > MAX_NODES) {
      throw new IOException("it has %s nodes: too many".formatted(graph.getNodeCount()));
    }
    Operators.requireKnown(graph.getNodeList());
    GraphReader reader = new GraphReader();
    for (TensorProto tensor : graph.getInitializerList()) {
      reader.constants.put(tensor.getName(), Operand.of(tensor));
    }
    reader.depths.put(input, 0);
    Operators operators = new Operators(reader.constants);
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
    Step.Kind kind = operators.kind(node);
    String name = node.getName().isEmpty() ? output : node.getName();
    Step step = new Step(name, inputs(node, kind), kind);
    for (String each : step.inputs()) {
      if (!depths.containsKey(each)) {
        throw attributes.refuse("its input %s does not come from the image".formatted(each));
      }
    }
    steps.put(output, step);
    String dominator =
        kind instanceof Sum
            ? meet(step.inputs().get(0), step.inputs().get(1))
            : step.inputs().get(0);
    dominators.put(output, dominator);
    depths.put(output, depths.get(dominator) + 1);
  }

  private List<String> inputs(NodeProto node, Step.Kind kind) {
    if (kind instanceof Sum) {
      return node.getInputList().subList(0, 2);
    }
    boolean second = kind instanceof Affine && constants.containsKey(node.getInput(0));
    return List.of(node.getInput(second ? 1 : 0));
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
    return step.kind() instanceof Passing;
  }
}
