package fovea.peers.compare;

import fovea.peers.harness.Result;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The results of one trial as a Markdown table.
 *
 * @param rounds the trial's rounds
 */
record ComparisonReport(Rounds rounds) {

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

  /** A title that describes the trial. */
  String title() {
    Result any = rounds.any();
    return "%s, batch %s, %s, %s"
        .formatted(
            any.variant(),
            any.batch(),
            Commands.counted(any.threads(), "thread"),
            Commands.counted(rounds.count(), "round"));
  }

  /** The table, one row per contender, in the order of measurement. */
  MarkdownTable table() {
    MarkdownTable table = new MarkdownTable(HEADER);
    rounds.contenders().forEach(name -> table.add(row(name)));
    return table;
  }

  private List<String> row(String contender) {
    Result any = rounds.of(contender).get(0);
    return List.of(
        any.name() + " " + any.version(),
        any.precision(),
        median(contender, Result::trainStepMs, "%.1f"),
        ratio(contender, Result::trainStepMs),
        median(contender, Result::inferenceMs, "%.1f"),
        ratio(contender, Result::inferenceMs),
        median(contender, Result::peakRssMb, "%.0f"),
        ratio(contender, Result::peakRssMb),
        median(contender, Result::startupSeconds, "%.2f"),
        ratio(contender, Result::startupSeconds),
        median(contender, Result::installedMb, "%.0f"),
        median(contender, Result::firstLoss, "%.2f")
            + ", "
            + median(contender, Result::lastLoss, "%.0e")
            + (any.learned() ? "" : " (does not learn)"));
  }

  private String median(String contender, ToDoubleFunction<Result> measure, String format) {
    return text(rounds.median(contender, measure), format);
  }

  private String ratio(String contender, ToDoubleFunction<Result> measure) {
    return text(rounds.ratio(contender, measure), "%.2f");
  }

  /** Formats a value; an empty string if there is none. */
  static String text(OptionalDouble value, String format) {
    return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "";
  }
}
