package fovea.interchange;

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
import fovea.nn.Network;
import fovea.nn.ReLU;
import fovea.nn.ReLU6;
import fovea.nn.Residual;
import fovea.nn.Scale;
import fovea.nn.Shape;
import fovea.nn.Size;
import fovea.nn.Softmax;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a network as a Python module for PyTorch, whose parameters have the names that they have
 * in Fovea's files.
 */
final class PyTorchSource {

  private static final String TEMPLATE = "modeling.py";

  private PyTorchSource() {}

  /**
   * The source of a module with a class {@code Network} and a function {@code load}.
   *
   * @param input the shape of the network's input
   * @throws IllegalArgumentException if PyTorch has no module for a layer
   */
  static String of(Network network, Shape input) {
    return template()
        .replace("{name}", network.name())
        .replace("{input}", input.dims().toString())
        .replace("{layers}", list(network.layers(), input, "    "));
  }

  private static String template() {
    try (InputStream in = PyTorchSource.class.getResourceAsStream(TEMPLATE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String list(List<Named> layers, Shape input, String indent) {
    StringBuilder text = new StringBuilder("[\n");
    Shape shape = input;
    for (Named named : layers) {
      text.append(indent)
          .append(
              "    (\"%s\", %s),%n".formatted(named.name(), module(named.layer(), shape, indent)));
      shape = named.layer().output(shape);
    }
    return text.append(indent).append("]").toString().replace("\r\n", "\n");
  }

  private static String module(Layer layer, Shape input, String indent) {
    if (layer instanceof Residual block) {
      String deeper = indent + "    ";
      return "Residual(\n%s%s,\n%s%s)"
          .formatted(
              deeper,
              list(block.body(), input, deeper),
              deeper,
              block.shortcut().isEmpty() ? "[]" : list(block.shortcut(), input, deeper));
    }
    if (layer instanceof Conv2d conv && conv.matrix()) {
      return "Pointwise(%s, %s, bias=%s)"
          .formatted(input.channels(), conv.filters(), bool(conv.bias()));
    }
    if (layer instanceof Conv2d conv) {
      return "nn.Conv2d(%s, %s, %s, stride=%s, padding=%s, dilation=%s, groups=%s, bias=%s)"
          .formatted(
              input.channels(),
              conv.filters(),
              pair(conv.kernel()),
              pair(conv.stride()),
              pair(conv.padding()),
              pair(conv.dilation()),
              conv.groups(),
              bool(conv.bias()));
    }
    if (layer instanceof Linear linear) {
      return "nn.Linear(%s, %s, bias=%s)"
          .formatted(input.elements(), linear.features(), bool(linear.bias()));
    }
    if (layer instanceof BatchNorm2d norm) {
      return "nn.BatchNorm2d(%s, eps=%s, momentum=%s)"
          .formatted(input.channels(), norm.epsilon(), norm.momentum());
    }
    if (layer instanceof LayerNorm2d norm) {
      return "LayerNorm2d(%s, eps=%s)".formatted(input.channels(), norm.epsilon());
    }
    if (layer instanceof LayerScale) {
      return "LayerScale(%s)".formatted(input.channels());
    }
    if (layer instanceof MaxPool2d pool) {
      return "nn.MaxPool2d(%s, stride=%s, padding=%s, ceil_mode=%s)"
          .formatted(
              pair(pool.kernel()),
              pair(pool.stride()),
              pair(pool.padding()),
              bool(pool.ceilMode()));
    }
    if (layer instanceof AvgPool2d pool) {
      return "nn.AvgPool2d(%s, stride=%s, padding=%s, ceil_mode=%s, count_include_pad=%s)"
          .formatted(
              pair(pool.kernel()),
              pair(pool.stride()),
              pair(pool.padding()),
              bool(pool.ceilMode()),
              bool(pool.countPadding()));
    }
    return plain(layer);
  }

  private static String plain(Layer layer) {
    if (layer instanceof ReLU) {
      return "nn.ReLU()";
    }
    if (layer instanceof ReLU6) {
      return "nn.ReLU6()";
    }
    if (layer instanceof GELU) {
      return "nn.GELU()";
    }
    if (layer instanceof Scale scale) {
      return "Scale(%s)".formatted(scale.factor());
    }
    if (layer instanceof GlobalAvgPool2d) {
      return "nn.AdaptiveAvgPool2d(1)";
    }
    if (layer instanceof Flatten) {
      return "nn.Flatten()";
    }
    if (layer instanceof Softmax) {
      return "nn.Softmax(1)";
    }
    if (layer instanceof Dropout dropout) {
      return "nn.%s(%s)".formatted(dropout.channels() ? "Dropout2d" : "Dropout", dropout.rate());
    }
    throw new IllegalArgumentException("no PyTorch module is known for " + layer);
  }

  private static String pair(Size size) {
    return "(%s, %s)".formatted(size.height(), size.width());
  }

  private static String bool(boolean value) {
    return value ? "True" : "False";
  }
}
