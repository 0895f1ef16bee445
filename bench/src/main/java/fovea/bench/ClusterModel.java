package fovea.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much faster several machines train one network than one does, on paper: the tables of
 * docs/cluster.md, from the measured numbers in its table of inputs.
 *
 * @param network the network
 * @param parameters its learned parameters
 * @param step milliseconds of a step on one machine, for its own images
 * @param backward the share of the step that is the backward pass
 * @param last the share of the parameters whose gradients are whole only when the backward pass
 *     ends
 * @param ring milliseconds of an exchange in f32 between two workers without a wire
 * @param latency milliseconds that a small message takes to the next machine
 */
record ClusterModel(
    String network,
    double parameters,
    double step,
    double backward,
    double last,
    double ring,
    double latency) {

  /** Wires in Gbit/s. */
  private static final List<Integer> WIRES = List.of(1, 10, 25);

  private static final List<Integer> MACHINES = List.of(2, 4, 8, 16, 32, 64);

  /** How many bytes a wire of 1 Gbit/s carries in a millisecond. */
  private static final double BYTES_A_MILLISECOND = 1e6 / Byte.SIZE;

  /** How many rows the table of inputs has. */
  private static final int INPUTS = 6;

  /** Argument: the document, by default docs/cluster.md. */
  public static void main(String[] arguments) throws IOException {
    Path document = Path.of(arguments.length > 0 ? arguments[0] : "docs/cluster.md");
    String text = Files.readString(document);
    Locale locale = document.toString().endsWith(".fr.md") ? Locale.FRENCH : Locale.ENGLISH;
    System.out.print(table(read(text), locale));
  }

  /**
   * Reads the inputs of a document: the table with a column for each network, and a row for each
   * input.
   */
  static List<ClusterModel> read(String document) {
    List<String[]> rows =
        document
            .lines()
            .dropWhile(line -> !line.matches("\\|[^|]*\\| `cifarnet` \\| `resnet50` \\|.*"))
            .takeWhile(line -> line.startsWith("|"))
            .map(line -> line.split("\\|"))
            .toList();
    if (rows.size() != INPUTS + 2) {
      throw new IllegalArgumentException(
          "there is no table of %s inputs for `cifarnet` and `resnet50`".formatted(INPUTS));
    }
    List<ClusterModel> models = new ArrayList<>();
    for (int column : new int[] {2, 3}) {
      double[] values =
          rows.subList(2, rows.size()).stream().mapToDouble(row -> number(row[column])).toArray();
      models.add(
          new ClusterModel(
              rows.get(0)[column].strip(),
              values[0],
              values[1],
              values[2],
              values[3],
              values[4],
              values[5]));
    }
    return models;
  }

  /** A number in the form of either language. */
  private static double number(String text) {
    String digits = text.replaceAll("[\\s\\u00A0\\u202F]", "");
    return Double.parseDouble(
        digits.matches("\\d{1,3}(,\\d{3})+") ? digits.replace(",", "") : digits.replace(',', '.'));
  }

  /** Rows of networks, wires and numbers; a column for each number of machines. */
  static String table(List<ClusterModel> models, Locale locale) {
    StringBuilder table = new StringBuilder();
    table.append(row(MACHINES.stream().map(each -> Integer.toString(each)), "", "Gbit/s", ""));
    table.append("|---".repeat(MACHINES.size() + 3)).append("|\n");
    for (ClusterModel model : models) {
      for (int wire : WIRES) {
        for (int bytes : new int[] {Float.BYTES, Short.BYTES}) {
          table.append(
              row(
                  MACHINES.stream().map(machines -> model.cell(machines, wire, bytes, locale)),
                  model.network(),
                  Integer.toString(wire),
                  bytes == Float.BYTES ? "f32" : "bf16"));
        }
      }
    }
    return table.toString();
  }

  private static String row(Stream<String> cells, String... first) {
    return Stream.concat(Arrays.stream(first), cells)
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private String cell(int machines, int wire, int bytes, Locale locale) {
    return String.format(
        locale,
        "%.1f / %.1f",
        machines * step / without(machines, wire, bytes),
        machines * step / with(machines, wire, bytes));
  }

  /** Milliseconds to sum gradients: as fast as the slower of wire and ring. */
  double exchange(int machines, double gigabits, int bytes) {
    double sent = 2.0 * (machines - 1) / machines * parameters * bytes;
    double wire = gigabits * BYTES_A_MILLISECOND;
    double own = parameters * Float.BYTES / ring;
    return sent / Math.min(wire, own) + 2 * messages(machines);
  }

  /** Milliseconds of a message that goes round the ring, to the last before its sender. */
  private double messages(int machines) {
    return (machines - 1) * latency;
  }

  /** Milliseconds of a step whose exchange begins when the backward pass has ended. */
  double without(int machines, double gigabits, int bytes) {
    return step + exchange(machines, gigabits, bytes) + 2 * messages(machines);
  }

  /** Milliseconds of a step whose exchange goes on during the backward pass. */
  double with(int machines, double gigabits, int bytes) {
    double exchange = exchange(machines, gigabits, bytes);
    double rest = Math.max(exchange - backward * step, last * exchange);
    return step + rest + 2 * messages(machines);
  }
}
