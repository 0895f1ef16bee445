package fovea.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * A network layer by layer, for one input's shape.
 *
 * @param network the network's name
 * @param input the shape of one image
 * @param rows a row a layer, residual blocks opened
 */
public record Summary(String network, Shape input, List<Row> rows) {

  /**
   * One layer.
   *
   * @param name its name
   * @param layer what it is
   * @param output the shape of one image behind it
   * @param parameters numbers that it learns
   * @param multiplyAdds multiply-adds of one image
   * @param receptiveField what one of its outputs sees of the image
   */
  public record Row(
      String name,
      Layer layer,
      Shape output,
      long parameters,
      long multiplyAdds,
      ReceptiveField receptiveField) {

    /** Bytes of one image's output in 32-bit floats. */
    public long memory() {
      return (long) output.elements() * Float.BYTES;
    }
  }

  public Summary {
    rows = List.copyOf(rows);
  }

  /**
   * The summary of a network.
   *
   * @throws IllegalArgumentException if the network cannot take such an input
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
            .filter(parameter -> parameter.role().learned())
            .mapToLong(Parameter::elements)
            .sum();
    return new Row(name, layer, output, learned, layer.multiplyAdds(input), field);
  }

  /** Numbers that the network learns. */
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /** Multiply-adds of one image. */
  public long multiplyAdds() {
    return rows.stream().mapToLong(Row::multiplyAdds).sum();
  }

  /** Bytes of one image's activations, all layers together, in 32-bit floats. */
  public long memory() {
    return rows.stream().mapToLong(Row::memory).sum();
  }
}
