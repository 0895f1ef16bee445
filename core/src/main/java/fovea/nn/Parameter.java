package fovea.nn;

import java.util.List;

/**
 * A parameter of a layer: the name, shape and role of a tensor, without its values. Names and
 * shapes are PyTorch's: the {@code weight} of a convolution is O x I/groups x kH x kW, that of a
 * linear layer is out x in.
 *
 * @param name its name, such as {@code weight} in a layer and {@code conv1.weight} in a network;
 *     empty if it has that of its layer
 * @param dims its shape
 * @param role its role in the layer
 * @param fanIn number of inputs that each output of the layer depends on; 1 for normalisations
 * @param fanOut number of outputs that each input of the layer affects; 1 for normalisations
 * @param start how its values are initialised, and whether they are learned from there
 */
public record Parameter(
    String name, List<Integer> dims, Role role, int fanIn, int fanOut, Start start) {

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

    /** Whether it can be learned; the others are statistics recorded in training. */
    public boolean learned() {
      return learned;
    }
  }

  /** How a parameter is initialised. */
  public enum Start {
    /** By the {@link Initialization} of the whole network. */
    SCHEME(true),
    /** The same, and never changed: the scale 1 of a normalisation that learns none. */
    CONSTANT(false),
    /**
     * As many filters as there are input channels each pass on one of them unchanged (Zagoruyko and
     * Komodakis 2017); filters beyond that are initialised by the {@link Initialization}.
     */
    DIRAC(true),
    /**
     * Filters that whiten the patches of the training images, fitted before the training and not
     * changed by it. Until they are fitted, they have the values of the {@link Initialization}.
     */
    WHITENING(false),
    /** Close to 0, so that a residual block begins as the identity (Touvron et al. 2021, CaiT). */
    SMALL(true);

    private final boolean learned;

    Start(boolean learned) {
      this.learned = learned;
    }
  }

  /** A parameter that is initialised by the scheme of the whole network. */
  public Parameter(String name, List<Integer> dims, Role role, int fanIn, int fanOut) {
    this(name, dims, role, fanIn, fanOut, Start.SCHEME);
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

  /** Whether the optimiser updates it: it is no statistic, and its initial values are not final. */
  public boolean learned() {
    return role.learned() && start.learned;
  }

  /** This parameter with another start. */
  Parameter starting(Start start) {
    return new Parameter(name, dims, role, fanIn, fanOut, start);
  }

  /** Number of elements. */
  public int elements() {
    return dims.stream().reduce(1, (a, b) -> a * b);
  }

  /**
   * The name of a layer's parameter in a network: both with a point between them, or that of the
   * layer alone if the parameter has none.
   */
  public static String path(String layer, String parameter) {
    return parameter.isEmpty() ? layer : layer + "." + parameter;
  }

  /** This parameter with its layer's name as prefix. */
  Parameter in(String layer) {
    return new Parameter(path(layer, name), dims, role, fanIn, fanOut, start);
  }
}
