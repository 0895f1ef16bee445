package fovea.peers.compare;

import fovea.lab.figure.Charts;
import fovea.lab.figure.Palette;
import fovea.peers.harness.Result;
import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Training throughput in images per second over batch sizes, for one network and number of threads,
 * as a table and a chart.
 *
 * @param sizes the rounds of each batch size, sorted by batch size
 */
record ThroughputReport(List<Rounds> sizes) {

  private static final float[] DASHES = {7, 5};

  ThroughputReport {
    sizes = sizes.stream().sorted(Comparator.comparingInt(rounds -> rounds.any().batch())).toList();
  }

  /** Groups measurements into reports, the one with the fewest threads first. */
  static List<ThroughputReport> ofEach(List<LogEntry> entries) {
    Collection<List<Rounds>> groups =
        Rounds.ofEach(entries).stream()
            .sorted(Comparator.comparingInt(rounds -> rounds.any().threads()))
            .collect(
                Collectors.groupingBy(
                    rounds -> List.of(rounds.any().variant(), rounds.any().threads()),
                    LinkedHashMap::new,
                    Collectors.toList()))
            .values();
    return groups.stream().map(ThroughputReport::new).toList();
  }

  private Result any() {
    return sizes.get(0).any();
  }

  /** A title that describes the measurements. */
  String title() {
    return "Training images a second, %s, %s, %s"
        .formatted(
            any().variant(),
            Commands.counted(any().threads(), "thread"),
            Commands.counted(sizes.stream().mapToLong(Rounds::count).max().orElseThrow(), "round"));
  }

  /** The contenders with their display names, grouped by precision, Fovea first. */
  private Map<String, String> contenders() {
    Map<String, Result> results = new LinkedHashMap<>();
    for (Rounds rounds : sizes) {
      for (String contender : rounds.contenders()) {
        results.putIfAbsent(contender, rounds.of(contender).get(0));
      }
    }
    Map<String, String> names = new LinkedHashMap<>();
    results.entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<String, Result> entry) -> entry.getValue().precision(),
                    Comparator.reverseOrder())
                .thenComparing(entry -> !isReference(entry.getKey())))
        .forEach(
            entry ->
                names.put(
                    entry.getKey(), entry.getValue().name() + ", " + entry.getValue().precision()));
    return names;
  }

  private static boolean isReference(String contender) {
    return contender.equals(Contender.reference("f32"))
        || contender.equals(Contender.reference("bf16"));
  }

  private static OptionalDouble imagesPerSecond(Rounds rounds, String contender) {
    return rounds.median(contender, result -> result.batch() / result.trainStepMs() * 1e3);
  }

  /**
   * The table, one row per batch size: for each contender, its images per second, and Fovea's
   * throughput relative to it in the same precision. The last row shows each contender's largest
   * drop.
   */
  MarkdownTable table() {
    Map<String, String> contenders = contenders();
    List<String> header = new ArrayList<>(List.of("batch"));
    contenders.forEach((contender, name) -> addCells(header, contender, name, "ratio"));
    MarkdownTable table = new MarkdownTable(header);
    for (Rounds rounds : sizes) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(rounds.any().batch())));
      for (String contender : contenders.keySet()) {
        addCells(
            row,
            contender,
            ComparisonReport.text(imagesPerSecond(rounds, contender), "%,.0f"),
            ComparisonReport.text(rounds.ratio(contender, Result::trainStepMs), "%.2f"));
      }
      table.add(row);
    }
    List<String> last = new ArrayList<>(List.of("deepest fall"));
    contenders.keySet().forEach(contender -> addCells(last, contender, largestDrop(contender), ""));
    table.add(last);
    return table;
  }

  private static void addCells(List<String> row, String contender, String value, String ratio) {
    row.add(value);
    if (!isReference(contender)) {
      row.add(ratio);
    }
  }

  /**
   * A contender's largest drop in throughput relative to its best with a smaller batch, such as
   * {@code 3 % at 512}; {@code none} if a larger batch is never slower.
   */
  private String largestDrop(String contender) {
    double best = 0;
    double largest = 0;
    String where = "none";
    for (Rounds rounds : sizes) {
      OptionalDouble speed = imagesPerSecond(rounds, contender);
      if (speed.isPresent()) {
        best = Math.max(best, speed.getAsDouble());
        double drop = 1 - speed.getAsDouble() / best;
        if (drop > largest) {
          largest = drop;
          where = String.format(Locale.ROOT, "%.0f %% at %d", drop * 100, rounds.any().batch());
        }
      }
    }
    return where;
  }

  /** The charts of several reports, with the same axes. */
  static List<XYChart> charts(List<ThroughputReport> all) {
    double most =
        all.stream()
            .flatMap(some -> some.sizes().stream())
            .flatMap(
                rounds -> rounds.contenders().stream().map(name -> imagesPerSecond(rounds, name)))
            .mapToDouble(OptionalDouble::orElseThrow)
            .max()
            .orElseThrow();
    return all.stream().map(report -> report.chart(most)).toList();
  }

  private XYChart chart(double most) {
    Map<String, String> contenders = contenders();
    XYChart chart =
        Charts.chart(
            Commands.counted(any().threads(), "thread"),
            "images a batch",
            "training images a second");
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(most);
    // The x values are logarithms to base 2; the labels show the batch sizes.
    chart.getStyler().setXAxisMax(powerOfTwo(sizes.get(sizes.size() - 1)));
    chart
        .getStyler()
        .setxAxisTickLabelsFormattingFunction(
            power ->
                power == Math.rint(power)
                    ? String.format(Locale.ROOT, "%.0f", Math.pow(2, power))
                    : "");
    chart
        .getStyler()
        .setyAxisTickLabelsFormattingFunction(speed -> String.format(Locale.ROOT, "%,.0f", speed));
    List<String> libraries =
        contenders.values().stream().map(ThroughputReport::library).distinct().toList();
    contenders.forEach(
        (contender, name) -> addLine(chart, contender, name, libraries.indexOf(library(name))));
    return chart;
  }

  /** A display name without the precision. */
  private static String library(String name) {
    return name.substring(0, name.lastIndexOf(','));
  }

  /** Adds a line, coloured by library, and dashed for f32. */
  private void addLine(XYChart chart, String contender, String name, int number) {
    List<Rounds> measured =
        sizes.stream().filter(rounds -> imagesPerSecond(rounds, contender).isPresent()).toList();
    double[] x = measured.stream().mapToDouble(ThroughputReport::powerOfTwo).toArray();
    double[] y =
        measured.stream()
            .mapToDouble(rounds -> imagesPerSecond(rounds, contender).orElseThrow())
            .toArray();
    Charts.addLine(chart, name, x, y, number);
    XYSeries series = chart.getSeriesMap().get(name);
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setMarkerColor(Palette.categorical(number));
    if (name.endsWith("f32")) {
      series.setLineStyle(
          new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 0, DASHES, 0));
    }
  }

  private static double powerOfTwo(Rounds rounds) {
    return Math.log(rounds.any().batch()) / Math.log(2);
  }
}
