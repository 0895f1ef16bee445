package fovea.interchange;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import fovea.nn.Size;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Builds the parts of an ONNX graph: nodes, attributes, tensors. */
final class Onnx {

  /** The key of the metadata that lists the names of the classes, as a JSON array. */
  static final String CLASSES = "classes";

  private Onnx() {}

  /** A node with one output, which is named after it. */
  static NodeProto.Builder node(String operator, String name, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(name)
        .addAllInput(Arrays.asList(inputs))
        .addOutput(name + ".output");
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto attribute(String name, Size size) {
    return list(name, size.height(), size.width());
  }

  /** The attribute of a padding that is the same on opposite sides. */
  static AttributeProto pads(Size padding) {
    return list("pads", padding.height(), padding.width(), padding.height(), padding.width());
  }

  static AttributeProto attribute(String name, List<Long> values) {
    return list(name, values.stream().mapToLong(Long::longValue).toArray());
  }

  private static AttributeProto list(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  /** A tensor of 32-bit floats. */
  static TensorProto tensor(String name, List<Integer> dims, float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    dims.forEach(tensor::addDims);
    return tensor.build();
  }
}
