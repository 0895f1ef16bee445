package fovea.peers.compare;

import fovea.peers.harness.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What is left of the contenders' throughput beside busy processes, as Markdown tables.
 *
 * @param processors the number of processors of the machine
 * @param entries the measurements, by the number of busy processes
 */
record BusyReport(int processors, Map<Integer, List<LogEntry>> entries) {

  /** A title that describes the trial. */
  String title() {
    Rounds idle = rounds(0);
    Result any = idle.any();
    return "%s, batch %s, %s of %s, %s"
        .formatted(
            any.variant(),
            any.batch(),
            Commands.counted(any.threads(), "thread"),
            Commands.counted(processors, "processor"),
            Commands.counted(idle.count(), "round"));
  }

  /** Training throughput, one row per number of busy processes. */
  MarkdownTable training() {
    return table(result -> result.batch() / result.trainStepMs() * 1e3);
  }

  /** Inference throughput. */
  MarkdownTable inference() {
    return table(result -> result.batch() / result.inferenceMs() * 1e3);
  }

  private MarkdownTable table(ToDoubleFunction<Result> throughput) {
    List<String> contenders = rounds(0).contenders();
    List<String> header = new ArrayList<>(List.of("busy beside", "fair share"));
    header.addAll(contenders);
    MarkdownTable table = new MarkdownTable(header);
    for (int busy : entries.keySet()) {
      List<String> row =
          new ArrayList<>(List.of(Integer.toString(busy), percent(fairShare(processors, busy))));
      contenders.forEach(contender -> row.add(cell(busy, contender, throughput)));
      table.add(row);
    }
    return table;
  }

  private String cell(int busy, String contender, ToDoubleFunction<Result> throughput) {
    OptionalDouble value = rounds(busy).median(contender, throughput);
    OptionalDouble idle = rounds(0).median(contender, throughput);
    if (value.isEmpty() || idle.isEmpty()) {
      return "";
    }
    String images = String.format(Locale.ROOT, "%,.0f", value.getAsDouble());
    return busy == 0
        ? images
        : "%s (%s)".formatted(images, percent(value.getAsDouble() / idle.getAsDouble()));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /**
   * The part of the processors that is left for a process with a thread on each, if a scheduler
   * divides each processor evenly among what runs there.
   */
  static double fairShare(int processors, int busy) {
    return IntStream.range(0, processors)
        .mapToDouble(processor -> 1.0 / (1 + (busy + processors - 1 - processor) / processors))
        .average()
        .orElseThrow();
  }

  private Rounds rounds(int busy) {
    return new Rounds(entries.getOrDefault(busy, List.of()));
  }
}
