package fovea.interchange;

import fovea.nn.Layer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A node of an ONNX graph that computes a tensor from the image.
 *
 * @param name the node's name, or its output's
 * @param inputs the names of the tensors that it computes from, without constants: one, or the two
 *     terms of a residual sum
 * @param kind what it is in a network of Fovea
 */
record Step(String name, List<String> inputs, Kind kind) {

  /** What a node is in a network of Fovea. */
  sealed interface Kind {}

  /** A layer with the values of its parameters, by the names that they have in it. */
  record Weighted(Layer layer, Map<String, Operand> parameters) implements Kind {

    Weighted {
      parameters = new LinkedHashMap<>(parameters);
    }

    Weighted(Layer layer) {
      this(layer, Map.of());
    }
  }

  /**
   * A node that turns feature maps.
   *
   * @param last whether the channels are last then; otherwise they are where Fovea has them
   */
  record Turned(boolean last) implements Kind {}

  /** A node that passes its input on. */
  record Passing() implements Kind {}

  /** The sum of two paths. */
  record Sum() implements Kind {}

  /**
   * Arithmetic with a constant: part of the normalisation of images, or a bias.
   *
   * @param constant the constant
   * @param scales whether it multiplies; otherwise it is added
   * @param inverse whether it divides or is subtracted instead
   */
  record Affine(Operand constant, boolean scales, boolean inverse) implements Kind {

    /**
     * Whether it can be part of a normalisation, which divides by numbers above 0.
     *
     * @param channels the channels of the image
     */
    boolean normalizes(int channels) {
      return !scales
          || !constant.isPerChannel(channels)
          || IntStream.range(0, channels).allMatch(channel -> value(channel) > 0);
    }

    /** Whether it has a factor for each channel of feature maps. */
    boolean isLayerScale() {
      int channels = constant.values().length;
      return scales
          && constant.dims().size() >= 3
          && constant.isPerChannel(channels)
          && IntStream.range(0, channels).allMatch(channel -> Float.isFinite(value(channel)));
    }

    /** The factors of a layer scale. */
    Operand factors() {
      int channels = constant.values().length;
      float[] factors = new float[channels];
      for (int channel = 0; channel < channels; channel++) {
        factors[channel] = value(channel);
      }
      return new Operand(List.of((long) channels, 1L, 1L), factors);
    }

    /** The constant to multiply by or to add. */
    float value(int channel) {
      float value = constant.channel(channel);
      return scales ? (inverse ? 1 / value : value) : (inverse ? -value : value);
    }
  }
}
