package fovea.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * A summary of a network for one input shape: output shape, parameters, cost and receptive field of
 * each layer.
 *
 * @param network the network's name
 * @param input the shape of one image
 * @param rows one row per layer; the layers inside a residual block come before its own row
 */
public record Summary(String network, Shape input, List<Row> rows) {

  /**
   * The summary of one layer.
   *
   * @param name its name; inside a residual block, {@code block.layer}
   * @param layer the layer
   * @param output the shape of its output for one image
   * @param parameters number of its learned parameters
   * @param multiplyAdds its multiply-adds for one image
   * @param receptiveField its receptive field in the image
   */
  public record Row(
      String name,
      Layer layer,
      Shape output,
      long parameters,
      long multiplyAdds,
      ReceptiveField receptiveField) {

    /** Size of the layer's output for one image in bytes, in 32-bit floats. */
    public long memory() {
      return (long) output.elements() * Float.BYTES;
    }
  }

  public Summary {
    rows = List.copyOf(rows);
  }

  /**
   * Summarises a network.
   *
   * @throws IllegalArgumentException if the network does not accept such an input
   */
  public static Summary of(Network network, Shape input) {
    List<Row> rows = new ArrayList<>();
    add(rows, "", network.layers(), input, ReceptiveField.ofInput(input));
    return new Summary(network.name(), input, rows);
  }

  private static void add(
      List<Row> rows, String prefix, List<Named> layers, Shape input, ReceptiveField before) {
    Shape shape = input;
    ReceptiveField field = before;
    for (Named named : layers) {
      String name = prefix + named.name();
      Shape output = Network.output(named, shape);
      ReceptiveField after = named.layer().receptiveField(field, shape);
      if (named.layer() instanceof Residual block) {
        add(rows, name + ".", block.body(), shape, field);
        add(rows, name + ".", block.shortcut(), shape, field);
        rows.add(new Row(name, block, output, 0, 0, after));
      } else {
        rows.add(row(name, named.layer(), shape, output, after));
      }
      shape = output;
      field = after;
    }
  }

  private static Row row(
      String name, Layer layer, Shape input, Shape output, ReceptiveField field) {
    long learned =
        layer.parameters(input).stream()
            .filter(Parameter::learned)
            .mapToLong(Parameter::elements)
            .sum();
    return new Row(name, layer, output, learned, layer.multiplyAdds(input), field);
  }

  /** Number of learned parameters. */
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /** Multiply-adds for one image. */
  public long multiplyAdds() {
    return rows.stream().mapToLong(Row::multiplyAdds).sum();
  }

  /** Size of all layers' outputs for one image in bytes, in 32-bit floats. */
  public long memory() {
    return rows.stream().mapToLong(Row::memory).sum();
  }
}
