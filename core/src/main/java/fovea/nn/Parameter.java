package fovea.nn;

import java.util.List;

/**
 * A parameter of a layer: the name, shape and role of a tensor, without its values. Names and
 * shapes are PyTorch's: the {@code weight} of a convolution is O x I/groups x kH x kW, that of a
 * linear layer is out x in.
 *
 * @param name its name, such as {@code weight} in a layer and {@code conv1.weight} in a network
 * @param dims its shape
 * @param role its role in the layer
 * @param fanIn number of inputs that each output of the layer depends on; 1 for normalisations
 * @param fanOut number of outputs that each input of the layer affects; 1 for normalisations
 */
public record Parameter(String name, List<Integer> dims, Role role, int fanIn, int fanOut) {

  /** The role of a parameter in its layer. */
  public enum Role {
    /** The weights of a convolution or a linear layer. */
    WEIGHT(true),
    /** The bias of a convolution or a linear layer. */
    BIAS(true),
    /** The scale of a normalisation, gamma. */
    SCALE(true),
    /** The shift of a normalisation, beta. */
    SHIFT(true),
    /** The running mean of a batch normalisation, a statistic that is not learned. */
    RUNNING_MEAN(false),
    /** The running variance of a batch normalisation, a statistic that is not learned. */
    RUNNING_VARIANCE(false);

    private final boolean learned;

    Role(boolean learned) {
      this.learned = learned;
    }

    /** Whether the optimiser updates it; the others are statistics recorded in training. */
    public boolean learned() {
      return learned;
    }
  }

  public Parameter {
    dims = List.copyOf(dims);
    double elements = dims.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
    if (elements > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "parameter %s of %s: more than 2^31 - 1 elements".formatted(name, dims));
    }
  }

  /** A parameter of a normalisation, with one value per channel. */
  static Parameter perChannel(String name, int channels, Role role) {
    return new Parameter(name, List.of(channels), role, 1, 1);
  }

  /** Number of elements. */
  public int elements() {
    return dims.stream().reduce(1, (a, b) -> a * b);
  }

  /** This parameter with its layer's name as prefix. */
  Parameter in(String layer) {
    return new Parameter(layer + "." + name, dims, role, fanIn, fanOut);
  }
}
