package fovea.peers.compare;

import fovea.peers.harness.Result;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Rounds of measurements of one variant of the network, as a table. Each number is the median of
 * the rounds; each ratio is the median of the rounds' own ratios to Fovea in the same precision, so
 * that it holds on a machine whose speed drifts.
 */
final class Comparison {

  private static final List<String> HEADER =
      List.of(
          "",
          "precision",
          "training step, ms",
          "ratio",
          "inference, ms a batch",
          "ratio",
          "peak memory, MB",
          "ratio",
          "start, s",
          "ratio",
          "installed, MB",
          "loss, first and last");

  private final List<Line> lines;

  Comparison(List<Line> lines) {
    this.lines = lines;
  }

  /** A row a contender, in the order in which they came. */
  MarkdownTable table() {
    MarkdownTable table = new MarkdownTable(HEADER);
    lines.stream().map(Line::contender).distinct().forEach(name -> table.add(row(name)));
    return table;
  }

  private List<String> row(String contender) {
    Result any = ofContender(contender).get(0).result();
    return List.of(
        any.name() + " " + any.version(),
        any.precision(),
        number(median(contender, Result::trainStepMs), 1),
        ratio(contender, Result::trainStepMs),
        number(median(contender, Result::inferenceMs), 1),
        ratio(contender, Result::inferenceMs),
        number(median(contender, Result::peakRssMb), 0),
        ratio(contender, Result::peakRssMb),
        number(median(contender, Result::startupSeconds), 2),
        ratio(contender, Result::startupSeconds),
        number(any.installedMb(), 0),
        String.format(
                Locale.ROOT,
                "%.2f, %.0e",
                median(contender, Result::firstLoss),
                median(contender, Result::lastLoss))
            + (any.learned() ? "" : " (does not learn)"));
  }

  private List<Line> ofContender(String contender) {
    return lines.stream().filter(line -> line.contender().equals(contender)).toList();
  }

  private double median(String contender, ToDoubleFunction<Result> measure) {
    double[] sorted =
        ofContender(contender).stream()
            .mapToDouble(line -> measure.applyAsDouble(line.result()))
            .sorted()
            .toArray();
    return sorted[sorted.length / 2];
  }

  private String ratio(String contender, ToDoubleFunction<Result> measure) {
    double[] ratios =
        ofContender(contender).stream()
            .flatMap(line -> reference(line).map(own -> ratio(line, own, measure)).stream())
            .mapToDouble(Double::doubleValue)
            .sorted()
            .toArray();
    return ratios.length == 0 ? "" : number(ratios[ratios.length / 2], 2);
  }

  private static double ratio(Line line, Line own, ToDoubleFunction<Result> measure) {
    return measure.applyAsDouble(line.result()) / measure.applyAsDouble(own.result());
  }

  private Optional<Line> reference(Line line) {
    String name = Contender.reference(line.result().precision());
    return lines.stream()
        .filter(other -> other.round() == line.round() && other.contender().equals(name))
        .findFirst();
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
