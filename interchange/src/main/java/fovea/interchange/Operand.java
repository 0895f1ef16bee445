package fovea.interchange;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A constant tensor of an ONNX graph. */
final class Operand {

  private final List<Long> dims;
  private final float[] values;

  /**
   * @param dims its dimensions; empty for a scalar
   * @param values its values, row-major
   */
  Operand(List<Long> dims, float[] values) {
    this.dims = List.copyOf(dims);
    this.values = values;
  }

  List<Long> dims() {
    return dims;
  }

  float[] values() {
    return values;
  }

  /**
   * Reads a tensor. Its size is checked against the data that are there before memory is allocated.
   *
   * @throws IOException if it is of a type that networks' parameters do not have, or is damaged
   */
  static Operand of(TensorProto tensor) throws IOException {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw new IOException(
          "tensor %s is in a file of its own: save the model with its data inside"
              .formatted(tensor.getName()));
    }
    long elements = 1;
    for (long dim : tensor.getDimsList()) {
      if (dim < 0 || dim > Integer.MAX_VALUE || elements * dim > Integer.MAX_VALUE) {
        throw new IOException(
            "tensor %s has the shape %s: too large"
                .formatted(tensor.getName(), tensor.getDimsList()));
      }
      elements *= dim;
    }
    return new Operand(List.copyOf(tensor.getDimsList()), values(tensor, (int) elements));
  }

  private static float[] values(TensorProto tensor, int elements) throws IOException {
    TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
    if (type == TensorProto.DataType.FLOAT) {
      return tensor.hasRawData() ? raw(tensor, elements, Float.BYTES) : floats(tensor, elements);
    }
    if (type == TensorProto.DataType.DOUBLE || type == TensorProto.DataType.INT64) {
      return tensor.hasRawData() ? raw(tensor, elements, Long.BYTES) : wide(tensor, elements);
    }
    throw new IOException(
        "tensor %s is of type %s: save the model in 32-bit floats"
            .formatted(tensor.getName(), type == null ? tensor.getDataType() : type));
  }

  private static float[] raw(TensorProto tensor, int elements, int bytes) throws IOException {
    ByteString data = tensor.getRawData();
    require(tensor, (long) elements * bytes == data.size());
    ByteBuffer buffer = data.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    boolean whole = tensor.getDataType() == TensorProto.DataType.INT64.getNumber();
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] =
          bytes == Float.BYTES
              ? buffer.getFloat()
              : whole ? buffer.getLong() : (float) buffer.getDouble();
    }
    return values;
  }

  private static float[] floats(TensorProto tensor, int elements) throws IOException {
    require(tensor, elements == tensor.getFloatDataCount());
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = tensor.getFloatData(i);
    }
    return values;
  }

  private static float[] wide(TensorProto tensor, int elements) throws IOException {
    boolean whole = tensor.getDataType() == TensorProto.DataType.INT64.getNumber();
    require(tensor, elements == (whole ? tensor.getInt64DataCount() : tensor.getDoubleDataCount()));
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = whole ? tensor.getInt64Data(i) : (float) tensor.getDoubleData(i);
    }
    return values;
  }

  private static void require(TensorProto tensor, boolean complete) throws IOException {
    if (!complete) {
      throw new IOException(
          "tensor %s does not have as many values as its shape %s says: the file is damaged"
              .formatted(tensor.getName(), tensor.getDimsList()));
    }
  }

  /** One value for each channel, if it has a shape that applies one to each, or the same to all. */
  boolean isPerChannel(int channels) {
    boolean only = values.length == 1 && dims.size() <= 4;
    List<Long> one = List.of((long) channels, 1L, 1L);
    return only
        || dims.equals(one)
        || (dims.size() == 4 && dims.get(0) == 1 && dims.subList(1, 4).equals(one));
  }

  float channel(int channel) {
    return values[values.length == 1 ? 0 : channel];
  }
}
