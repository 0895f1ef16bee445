package fovea.lab.report.questions;

import fovea.lab.figure.Figure;
import fovea.lab.report.Fact;
import fovea.lab.words.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was found out for a question: facts to show, and values for the text of its answer. */
final class Findings {

  private final int question;
  private final Texts texts;
  private final List<Fact> facts = new ArrayList<>();
  private final Map<String, Object> values = new HashMap<>();

  Findings(int question, Texts texts) {
    this.question = question;
    this.texts = texts;
  }

  private String id(String name) {
    return "q%s-%s".formatted(question, name);
  }

  /** The message of a fact. */
  private String text(String name, Object... arguments) {
    return texts.text("q%s.%s".formatted(question, name), arguments);
  }

  /**
   * Adds a sentence.
   *
   * @param name the fact's name, and its message's
   * @param arguments the numbers of the message, as text
   */
  void state(String name, List<String> runs, Object... arguments) {
    facts.add(new Fact.Statement(id(name), runs, text(name, arguments)));
  }

  /**
   * Adds a table.
   *
   * @param name the fact's name, and its caption's
   */
  void table(
      String name,
      List<String> runs,
      List<String> header,
      List<List<String>> rows,
      Object... arguments) {
    facts.add(new Fact.Table(id(name), runs, text(name, arguments), header, rows));
  }

  /**
   * Adds a figure.
   *
   * @param name the fact's name and its caption's; what it shows is said by {@code
   *     NAME.alternative}
   */
  void figure(String name, List<String> runs, Figure figure, Object... arguments) {
    facts.add(
        new Fact.Figure(
            id(name),
            runs,
            text(name, arguments),
            text(name + ".alternative", arguments),
            figure.svg()));
  }

  /**
   * Says that a run is missing.
   *
   * @param name the fact's name; what is missing is said by {@code NAME.missing}
   */
  void missing(String name, String command, Duration takes) {
    facts.add(new Fact.Missing(id(name), text(name + ".missing"), command, takes));
  }

  /** Sets a value for the answer's template: a text, or whether something is so. */
  void value(String name, Object value) {
    values.put(name, value);
  }

  List<Fact> facts() {
    return List.copyOf(facts);
  }

  Map<String, Object> values() {
    return Map.copyOf(values);
  }
}
