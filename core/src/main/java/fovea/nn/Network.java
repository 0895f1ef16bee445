package fovea.nn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A network as a value: named layers in the order in which an image meets them. It does not fix the
 * input's shape; every question about sizes takes one.
 *
 * @param name what the network is called
 * @param layers its layers, with unique names
 */
public record Network(String name, List<Named> layers) {

  public Network {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("network " + name + " has no layer");
    }
    requireUniqueNames("network " + name, layers);
  }

  /** Refuses two layers of one name: their parameters would have one name too. */
  static void requireUniqueNames(String owner, List<Named> layers) {
    Set<String> seen = new HashSet<>();
    for (Named layer : layers) {
      if (!seen.add(layer.name())) {
        throw new IllegalArgumentException(
            "%s has two layers called %s".formatted(owner, layer.name()));
      }
    }
  }

  /** A network whose layers get the names that {@link Layers#name} makes. */
  public static Network of(String name, Layer... layers) {
    return new Network(name, Layers.name(List.of(layers)));
  }

  /**
   * The shape of the network's result for one image.
   *
   * @throws IllegalArgumentException if a layer cannot take what reaches it; the message names the
   *     layer, its input and the reason
   */
  public Shape output(Shape input) {
    return output(layers, input);
  }

  /** Every parameter, in the order of the layers, named {@code layer.parameter}. */
  public List<Parameter> parameters(Shape input) {
    return parameters(layers, input);
  }

  /** How many numbers the network learns; running statistics do not count. */
  public long parameterCount(Shape input) {
    return parameters(input).stream()
        .filter(parameter -> parameter.role().learned())
        .mapToLong(Parameter::elements)
        .sum();
  }

  /** Multiply-adds of one image's forward pass. */
  public long multiplyAdds(Shape input) {
    return multiplyAdds(layers, input);
  }

  /**
   * The same network with convolutions for its linear layers (Long, Shelhamer and Darrell 2015,
   * section 3.1): the first has a kernel as large as the maps that were flattened, the others 1 x
   * 1. Names, parameters and their order stay, only weights get two more dimensions, so the values
   * of one fit the other as they are. For images of the given shape it computes the same scores;
   * for larger ones a map of them. Global pooling becomes pooling over windows of the size that it
   * had.
   *
   * @param input the shape that the network was made for
   * @throws IllegalArgumentException if the network cannot take it, or has linear layers that take
   *     no flattened maps
   */
  public Network fullyConvolutional(Shape input) {
    return new Network(name, Convolutionalization.of(layers, input));
  }

  /**
   * The network of the layers up to one, that one included; parameters keep their names, so those
   * of the whole fit. A layer within a residual block is called {@code block.layer}, as in a {@link
   * Summary}; of its block only the path to it is left.
   *
   * @throws IllegalArgumentException if there is no layer of that name
   */
  public Network upTo(String layer) {
    return new Network(
        name, path(layers, layer).orElseThrow(() -> new IllegalArgumentException(unknown(layer))));
  }

  /** The layers from the first to the wanted one, those within blocks with their full names. */
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
   * The network of the layers behind one.
   *
   * @throws IllegalArgumentException if there is no layer of that name, or none behind it
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
      Shape output = output(named, shape); // first, as it refuses what does not fit by name
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
