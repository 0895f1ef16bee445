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
 * The results of one trial in all rounds. Values are medians over the rounds; ratios are medians of
 * the per-round ratios to Fovea in the same precision, so that they are valid on a machine whose
 * speed drifts.
 *
 * @param entries measurements with the same network, batch size and number of threads
 */
record Rounds(List<LogEntry> entries) {
  Rounds {
    entries = List.copyOf(entries);
  }

  /** Groups measurements by trial, in the order of measurement. */
  static List<Rounds> ofEach(List<LogEntry> entries) {
    Map<List<Object>, List<LogEntry>> trials = new LinkedHashMap<>();
    for (LogEntry entry : entries) {
      Result result = entry.result();
      trials
          .computeIfAbsent(
              List.of(result.variant(), result.batch(), result.threads()), key -> new ArrayList<>())
          .add(entry);
    }
    return trials.values().stream().map(Rounds::new).toList();
  }

  /** Any result, to read what all have in common: network, batch size and threads. */
  Result any() {
    return entries.get(0).result();
  }

  /** The number of rounds. */
  long count() {
    return entries.stream().mapToInt(LogEntry::round).distinct().count();
  }

  /** The names of the contenders, in the order of measurement. */
  List<String> contenders() {
    return entries.stream().map(LogEntry::contender).distinct().toList();
  }

  /** A contender's results. */
  List<Result> of(String contender) {
    return entries.stream()
        .filter(entry -> entry.contender().equals(contender))
        .map(LogEntry::result)
        .toList();
  }

  /** The median over the rounds; empty if the contender was not measured. */
  OptionalDouble median(String contender, ToDoubleFunction<Result> measure) {
    return median(of(contender).stream().mapToDouble(measure));
  }

  /**
   * The median over the rounds of the ratio of a contender's value to Fovea's; empty if there is no
   * round in which both were measured.
   */
  OptionalDouble ratio(String contender, ToDoubleFunction<Result> measure) {
    return median(
        entries.stream()
            .filter(entry -> entry.contender().equals(contender))
            .flatMap(entry -> reference(entry).map(own -> ratio(entry, own, measure)).stream())
            .mapToDouble(Double::doubleValue));
  }

  private static double ratio(LogEntry entry, LogEntry own, ToDoubleFunction<Result> measure) {
    return measure.applyAsDouble(entry.result()) / measure.applyAsDouble(own.result());
  }

  private Optional<LogEntry> reference(LogEntry entry) {
    String name = Contender.reference(entry.result().precision());
    return entries.stream()
        .filter(other -> other.round() == entry.round() && other.contender().equals(name))
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
