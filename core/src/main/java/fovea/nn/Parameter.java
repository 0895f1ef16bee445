package fovea.nn;

import java.util.List;

/**
 * One named array of numbers that a layer owns. Names and shapes are PyTorch's: a convolution's
 * {@code weight} is O x I/groups x kH x kW, a linear layer's is out x in.
 *
 * @param name its name; within a layer {@code weight}, within a network {@code conv1.weight}
 * @param dims its shape
 * @param role what it is for
 * @param fanIn inputs that one output of the layer depends on; 1 for per-channel parameters
 * @param fanOut outputs that one input of the layer reaches; 1 for per-channel parameters
 */
public record Parameter(String name, List<Integer> dims, Role role, int fanIn, int fanOut) {

  /** What a parameter is for. */
  public enum Role {
    /** The weights of a convolution or a linear layer. */
    WEIGHT(true),
    /** The bias of a convolution or a linear layer. */
    BIAS(true),
    /** The scale of a normalisation, gamma. */
    SCALE(true),
    /** The shift of a normalisation, beta. */
    SHIFT(true),
    /** The running mean of a batch normalisation: kept, not learned. */
    RUNNING_MEAN(false),
    /** The running variance of a batch normalisation: kept, not learned. */
    RUNNING_VARIANCE(false);

    private final boolean learned;

    Role(boolean learned) {
      this.learned = learned;
    }

    /** Whether the optimiser changes it. Others are statistics that training only records. */
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

  /** A parameter with one number a channel. */
  static Parameter perChannel(String name, int channels, Role role) {
    return new Parameter(name, List.of(channels), role, 1, 1);
  }

  /** How many numbers it has. */
  public int elements() {
    return dims.stream().reduce(1, (a, b) -> a * b);
  }

  /** The same parameter seen from the network, its layer's name in front. */
  Parameter in(String layer) {
    return new Parameter(layer + "." + name, dims, role, fanIn, fanOut);
  }
}
