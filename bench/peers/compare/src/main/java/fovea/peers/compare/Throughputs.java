package fovea.peers.compare;

import fovea.lab.Charts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.knowm.xchart.XYChart;

/**
 * Training images a second over batch sizes.
 *
 * @param threads threads that computed
 * @param lines all measurements, those with other numbers of threads included
 */
record Throughputs(int threads, List<Line> lines) {

  Throughputs {
    int wanted = threads;
    lines = lines.stream().filter(line -> line.result().threads() == wanted).toList();
  }

  private List<String> contenders() {
    return lines.stream().map(Line::contender).distinct().toList();
  }

  private List<Integer> batches() {
    return lines.stream().map(line -> line.result().batch()).distinct().sorted().toList();
  }

  /** The median, if there are several measurements. */
  private OptionalDouble imagesPerSecond(String contender, int batch) {
    double[] sorted =
        lines.stream()
            .filter(line -> line.contender().equals(contender) && line.result().batch() == batch)
            .mapToDouble(line -> batch / line.result().trainStepMs() * 1e3)
            .sorted()
            .toArray();
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sorted[sorted.length / 2]);
  }

  /** A row a batch size, a column a contender. */
  MarkdownTable table() {
    List<String> header = new ArrayList<>(List.of("batch"));
    header.addAll(contenders());
    MarkdownTable table = new MarkdownTable(header);
    for (int batch : batches()) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(batch)));
      for (String contender : contenders()) {
        OptionalDouble value = imagesPerSecond(contender, batch);
        row.add(value.isPresent() ? String.format(Locale.ROOT, "%,.0f", value.getAsDouble()) : "");
      }
      table.add(row);
    }
    return table;
  }

  /** A line a contender. */
  XYChart chart() {
    List<String> names = contenders();
    List<Integer> batches = batches();
    XYChart chart =
        Charts.chart(
            threads == 1 ? "1 thread" : threads + " threads",
            "images a batch",
            "training images a second",
            names.size());
    chart.getStyler().setXAxisMax(powerOfTwo(batches.get(batches.size() - 1)));
    chart.getStyler().setYAxisMin(0.0);
    // The axis runs over logarithms to base 2 and shows what they are of.
    chart
        .getStyler()
        .setxAxisTickLabelsFormattingFunction(
            power -> power == Math.rint(power) ? "%.0f".formatted(Math.pow(2, power)) : "");
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      int[] measured =
          batches.stream()
              .filter(batch -> imagesPerSecond(name, batch).isPresent())
              .mapToInt(Integer::intValue)
              .toArray();
      double[] x = new double[measured.length];
      double[] y = new double[measured.length];
      for (int j = 0; j < x.length; j++) {
        x[j] = powerOfTwo(measured[j]);
        y[j] = imagesPerSecond(name, measured[j]).orElseThrow();
      }
      Charts.addLine(chart, name, x, y, i);
    }
    return chart;
  }

  private static double powerOfTwo(int batch) {
    return Math.log(batch) / Math.log(2);
  }
}
