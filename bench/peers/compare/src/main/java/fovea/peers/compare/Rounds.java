package fovea.peers.compare;

import fovea.peers.harness.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The rounds of one trial. A number is the median of the rounds; a ratio is the median of the
 * rounds' own ratios to Fovea in the same precision, so that it holds on a machine whose speed
 * drifts.
 *
 * @param lines measurements of one network, batch size and number of threads
 */
record Rounds(List<LogEntry> lines) {

  Rounds {
    lines = List.copyOf(lines);
  }

  /** Measurements of several trials, trial by trial, in the order in which they came. */
  static List<Rounds> ofEach(List<LogEntry> lines) {
    Map<List<Object>, List<LogEntry>> trials = new LinkedHashMap<>();
    for (LogEntry line : lines) {
      Result result = line.result();
      trials
          .computeIfAbsent(
              List.of(result.variant(), result.batch(), result.threads()), key -> new ArrayList<>())
          .add(line);
    }
    return trials.values().stream().map(Rounds::new).toList();
  }

  /** What all its measurements have in common can be asked of this one. */
  Result any() {
    return lines.get(0).result();
  }

  /** How many rounds there are. */
  long count() {
    return lines.stream().mapToInt(LogEntry::round).distinct().count();
  }

  /** Who was measured, in the order in which they came. */
  List<String> contenders() {
    return lines.stream().map(LogEntry::contender).distinct().toList();
  }

  /** A contender's measurements. */
  List<Result> of(String contender) {
    return lines.stream()
        .filter(line -> line.contender().equals(contender))
        .map(LogEntry::result)
        .toList();
  }

  /** The median of the rounds; nothing if the contender was not measured. */
  OptionalDouble median(String contender, ToDoubleFunction<Result> measure) {
    return median(of(contender).stream().mapToDouble(measure));
  }

  /**
   * The median of the rounds' ratios of a contender's measure to Fovea's; nothing if there is no
   * round in which both were measured.
   */
  OptionalDouble ratio(String contender, ToDoubleFunction<Result> measure) {
    return median(
        lines.stream()
            .filter(line -> line.contender().equals(contender))
            .flatMap(line -> reference(line).map(own -> ratio(line, own, measure)).stream())
            .mapToDouble(Double::doubleValue));
  }

  private static double ratio(LogEntry line, LogEntry own, ToDoubleFunction<Result> measure) {
    return measure.applyAsDouble(line.result()) / measure.applyAsDouble(own.result());
  }

  private Optional<LogEntry> reference(LogEntry line) {
    String name = Contender.reference(line.result().precision());
    return lines.stream()
        .filter(other -> other.round() == line.round() && other.contender().equals(name))
        .findFirst();
  }

  private static OptionalDouble median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2);
  }
}
