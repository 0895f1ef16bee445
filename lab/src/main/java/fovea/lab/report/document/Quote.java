package fovea.lab.report.document;

import fovea.lab.report.Fact;
import fovea.lab.report.RunNumber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A number in a sentence, and what its run tells now.
 *
 * @param fact the number as it is written
 * @param told what the run tells; empty if it does not tell it
 * @param problem why it does not, or nothing
 */
record Quote(InlineFact fact, Optional<Fact.Statement> told, String problem) {

  /** Asks the runs for numbers, each once. */
  static List<Quote> of(List<InlineFact> facts, Report.Numbers ask) {
    Map<RunNumber, Quote> known = new HashMap<>();
    List<Quote> quotes = new ArrayList<>();
    for (InlineFact fact : facts) {
      Quote first = known.computeIfAbsent(fact.number(), number -> asked(fact, ask));
      quotes.add(new Quote(fact, first.told, first.problem));
    }
    return quotes;
  }

  private static Quote asked(InlineFact fact, Report.Numbers ask) {
    try {
      return new Quote(fact, Optional.of(ask.number(fact.number())), "");
    } catch (IOException | IllegalArgumentException e) {
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      return new Quote(fact, Optional.empty(), why.replaceAll("\\s+", " "));
    }
  }

  /** What is to stand between the brackets, in which nothing is a sign of Markdown. */
  Optional<String> text() {
    return told.map(
        statement ->
            statement
                .markdown()
                .replaceAll("\\s+", " ")
                .replaceAll("([\\\\\\[\\]*_`$<>{}])", "\\\\$1"));
  }

  /** Whether the run tells something else than what is written. */
  boolean differs() {
    return text().filter(now -> !now.equals(fact.written())).isPresent();
  }
}
