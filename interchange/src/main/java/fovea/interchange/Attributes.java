package fovea.interchange;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import fovea.nn.Size;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads the attributes of an ONNX node. */
final class Attributes {

  private final NodeProto node;

  Attributes(NodeProto node) {
    this.node = node;
  }

  private Optional<AttributeProto> find(String name) {
    return node.getAttributeList().stream().filter(each -> each.getName().equals(name)).findFirst();
  }

  long integer(String name, long usual) {
    return find(name).map(AttributeProto::getI).orElse(usual);
  }

  double real(String name, double usual) {
    // The shortest decimal number that gives this float: 1e-5, not 9.99999974738e-6.
    return find(name).map(each -> Double.parseDouble(Float.toString(each.getF()))).orElse(usual);
  }

  String text(String name, String usual) {
    return find(name).map(each -> each.getS().toStringUtf8()).orElse(usual);
  }

  List<Long> integers(String name) {
    return find(name).map(AttributeProto::getIntsList).orElse(List.of());
  }

  /** A size of two directions. */
  Size size(String name, Size usual) throws IOException {
    List<Long> values = integers(name);
    if (values.isEmpty()) {
      return usual;
    }
    if (values.size() != 2) {
      throw refuse(
          "%s has %s numbers: Fovea has images of two dimensions".formatted(name, values.size()));
    }
    return Size.of(narrow(name, values.get(0)), narrow(name, values.get(1)));
  }

  private int narrow(String name, long value) throws IOException {
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw refuse("%s is %s: out of range".formatted(name, value));
    }
    return (int) value;
  }

  /** A padding, which must be the same on opposite sides. */
  Size padding(Size kernel, Size stride, Size dilation) throws IOException {
    String auto = text("auto_pad", "NOTSET");
    if (auto.startsWith("SAME")) {
      long rows = (long) dilation.height() * (kernel.height() - 1);
      long columns = (long) dilation.width() * (kernel.width() - 1);
      if (stride.equals(Size.of(1)) && rows % 2 == 0 && columns % 2 == 0) {
        return Size.of(narrow("pads", rows / 2), narrow("pads", columns / 2));
      }
      throw refuse("auto_pad is %s: export the model with fixed padding".formatted(auto));
    }
    List<Long> pads = integers("pads");
    if (pads.isEmpty() || auto.equals("VALID")) {
      return Size.of(0);
    }
    if (pads.size() != 4 || !pads.subList(0, 2).equals(pads.subList(2, 4))) {
      throw refuse("pads is %s: it must be the same on opposite sides".formatted(pads));
    }
    return Size.of(narrow("pads", pads.get(0)), narrow("pads", pads.get(1)));
  }

  /** Requires that an attribute, if it is there, has the only value that Fovea knows. */
  void require(String name, double only) throws IOException {
    double value =
        find(name).map(each -> each.hasF() ? each.getF() : (double) each.getI()).orElse(only);
    if (value != only) {
      throw refuse("%s is %s: only %s is known".formatted(name, value, only));
    }
  }

  /** The exception for a node that Fovea has no layer for. */
  IOException refuse(String reason) {
    String name =
        node.getName().isEmpty() && node.getOutputCount() > 0 ? node.getOutput(0) : node.getName();
    return new IOException("node %s (%s): %s".formatted(name, node.getOpType(), reason));
  }
}
