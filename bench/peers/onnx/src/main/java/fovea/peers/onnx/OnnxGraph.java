package fovea.peers.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import fovea.engine.Model;
import fovea.engine.Variable;
import fovea.nn.Conv2d;
import fovea.nn.Flatten;
import fovea.nn.Linear;
import fovea.nn.MaxPool2d;
import fovea.nn.Named;
import fovea.nn.ReLU;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Window;

/**
 * Converts a sequential network to ONNX (operator set 13). For the comparison of speeds only: it
 * supports just the layers of the lab's network.
 */
final class OnnxGraph {

  /** Name of the graph's input. */
  static final String INPUT = "input";

  private static final int OPERATOR_SET = 13;
  private static final int IR_VERSION = 7;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private String last = INPUT;

  private OnnxGraph() {}

  /**
   * Converts a model's network with its parameters to a serialised ONNX model.
   *
   * @param batch batch size
   * @throws IllegalArgumentException if a layer is not supported
   */
  static byte[] of(Model model, int batch) {
    OnnxGraph writer = new OnnxGraph();
    for (Variable variable : model.variables()) {
      writer.addParameter(variable);
    }
    for (Named named : model.network().layers()) {
      writer.add(named);
    }
    Shape in = model.input();
    writer
        .graph
        .setName(model.network().name())
        .addInput(value(INPUT, batch, in.channels(), in.height(), in.width()))
        .addOutput(value(writer.last, batch, model.output().elements()));
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
        .setGraph(writer.graph)
        .build()
        .toByteArray();
  }

  private void addParameter(Variable variable) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(variable.parameter().name())
            .setDataType(TensorProto.DataType.FLOAT.getNumber());
    for (int size : variable.parameter().dims()) {
      tensor.addDims(size);
    }
    for (float value : variable.read(variable.values())) {
      tensor.addFloatData(value);
    }
    graph.addInitializer(tensor);
  }

  private void add(Named named) {
    NodeProto.Builder node = NodeProto.newBuilder().setName(named.name()).addInput(last);
    if (named.layer() instanceof Conv2d conv) {
      addWindow(node.setOpType("Conv"), conv.window().orElseThrow());
      addParameters(node, named.name());
    } else if (named.layer() instanceof MaxPool2d pool) {
      addWindow(node.setOpType("MaxPool"), pool.window().orElseThrow());
      node.addAttribute(integer("ceil_mode", pool.ceilMode() ? 1 : 0));
    } else if (named.layer() instanceof Linear) {
      node.setOpType("Gemm").addAttribute(integer("transB", 1));
      addParameters(node, named.name());
    } else if (named.layer() instanceof ReLU) {
      node.setOpType("Relu");
    } else if (named.layer() instanceof Flatten) {
      node.setOpType("Flatten");
    } else {
      throw new IllegalArgumentException("cannot write layer " + named);
    }
    last = named.name() + ".output";
    graph.addNode(node.addOutput(last));
  }

  private static void addParameters(NodeProto.Builder node, String layer) {
    node.addInput(layer + ".weight").addInput(layer + ".bias");
  }

  private static void addWindow(NodeProto.Builder node, Window window) {
    Size padding = window.padding();
    node.addAttribute(sizes("kernel_shape", window.kernel()))
        .addAttribute(sizes("strides", window.stride()))
        .addAttribute(sizes("dilations", window.dilation()))
        .addAttribute(
            list("pads", padding.height(), padding.width(), padding.height(), padding.width()));
  }

  private static AttributeProto sizes(String name, Size size) {
    return list(name, size.height(), size.width());
  }

  private static AttributeProto list(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static ValueInfoProto value(String name, int... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int size : sizes) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }
}
