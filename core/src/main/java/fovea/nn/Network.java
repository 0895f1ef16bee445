package fovea.nn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A network as an immutable value: a sequence of named layers. It does not fix the shape of its
 * input, which the methods about sizes take as an argument.
 *
 * @param name its name
 * @param layers its layers in order, with unique names
 */
public record Network(String name, List<Named> layers) {

  public Network {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("network " + name + " has no layer");
    }
    requireUniqueNames("network " + name, layers);
  }

  /** Rejects layers with the same name, whose parameters would have the same names. */
  static void requireUniqueNames(String owner, List<Named> layers) {
    Set<String> seen = new HashSet<>();
    for (Named layer : layers) {
      if (!seen.add(layer.name())) {
        throw new IllegalArgumentException(
            "%s has two layers called %s".formatted(owner, layer.name()));
      }
    }
  }

  /** A network of layers that are named by {@link Layers#name}. */
  public static Network of(String name, Layer... layers) {
    return new Network(name, Layers.name(List.of(layers)));
  }

  /**
   * The shape of the network's output for one image.
   *
   * @throws IllegalArgumentException if a layer does not accept its input; the message names the
   *     layer, its input and the reason
   */
  public Shape output(Shape input) {
    return output(layers, input);
  }

  /** All parameters, in the order of the layers, named {@code layer.parameter}. */
  public List<Parameter> parameters(Shape input) {
    return parameters(layers, input);
  }

  /** Number of learned parameters; running statistics and fixed parameters are not counted. */
  public long parameterCount(Shape input) {
    return parameters(input).stream()
        .filter(Parameter::learned)
        .mapToLong(Parameter::elements)
        .sum();
  }

  /** Multiply-adds of the forward pass for one image. */
  public long multiplyAdds(Shape input) {
    return multiplyAdds(layers, input);
  }

  /**
   * This network with convolutions in place of its linear layers (Long, Shelhamer and Darrell 2015,
   * section 3.1). The first of them has a kernel as large as the flattened maps, the others have 1
   * x 1 kernels. Names and order of parameters stay the same, and weights only gain two dimensions,
   * so both networks share their values. For images of the given shape it computes the same scores;
   * for larger ones, a map of scores. Global pooling becomes pooling over windows of its original
   * size.
   *
   * @param input the shape of the images that the network was designed for
   * @throws IllegalArgumentException if the network does not accept such images, or has a linear
   *     layer inside a residual block
   */
  public Network fullyConvolutional(Shape input) {
    return new Network(name, Convolutionalization.of(layers, input));
  }

  /**
   * The network that ends with the given layer, inclusive. Parameters keep their names and so their
   * values. A layer inside a residual block is named {@code block.layer}, as in a {@link Summary};
   * of its block, only the layers that lead to it are kept.
   *
   * @throws IllegalArgumentException if there is no layer of that name
   */
  public Network upTo(String layer) {
    return new Network(
        name, path(layers, layer).orElseThrow(() -> new IllegalArgumentException(unknown(layer))));
  }

  /** The layers up to the wanted one, inclusive, those inside blocks with their full names. */
  private static Optional<List<Named>> path(List<Named> layers, String wanted) {
    for (int i = 0; i < layers.size(); i++) {
      Named named = layers.get(i);
      List<Named> front = new ArrayList<>(layers.subList(0, i));
      if (named.name().equals(wanted)) {
        front.add(named);
        return Optional.of(front);
      }
      String prefix = named.name() + ".";
      if (named.layer() instanceof Residual block && wanted.startsWith(prefix)) {
        String inside = wanted.substring(prefix.length());
        Optional<List<Named>> rest =
            path(block.body(), inside).or(() -> path(block.shortcut(), inside));
        if (rest.isPresent()) {
          rest.get().forEach(each -> front.add(new Named(prefix + each.name(), each.layer())));
          return Optional.of(front);
        }
      }
    }
    return Optional.empty();
  }

  private String unknown(String layer) {
    return "network %s has no layer %s".formatted(name, layer);
  }

  /**
   * The network of the layers after the given one.
   *
   * @throws IllegalArgumentException if there is no layer of that name, or none after it
   */
  public Network after(String layer) {
    return new Network(name, layers.subList(position(layer) + 1, layers.size()));
  }

  private int position(String layer) {
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i).name().equals(layer)) {
        return i;
      }
    }
    throw new IllegalArgumentException(unknown(layer));
  }

  static Shape output(List<Named> layers, Shape input) {
    Shape shape = input;
    for (Named named : layers) {
      shape = output(named, shape);
    }
    return shape;
  }

  static Shape output(Named named, Shape input) {
    try {
      return named.layer().output(input);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("layer " + named.name() + ": " + e.getMessage(), e);
    }
  }

  static List<Parameter> parameters(List<Named> layers, Shape input) {
    List<Parameter> all = new ArrayList<>();
    Shape shape = input;
    for (Named named : layers) {
      Shape output = output(named, shape); // first: its error message names the layer
      for (Parameter parameter : named.layer().parameters(shape)) {
        all.add(parameter.in(named.name()));
      }
      shape = output;
    }
    return all;
  }

  static long multiplyAdds(List<Named> layers, Shape input) {
    long sum = 0;
    Shape shape = input;
    for (Named named : layers) {
      Shape output = output(named, shape);
      sum += named.layer().multiplyAdds(shape);
      shape = output;
    }
    return sum;
  }

  static ReceptiveField receptiveField(List<Named> layers, ReceptiveField before, Shape input) {
    ReceptiveField field = before;
    Shape shape = input;
    for (Named named : layers) {
      field = named.layer().receptiveField(field, shape);
      shape = output(named, shape);
    }
    return field;
  }
}
