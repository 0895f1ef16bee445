package fovea.lab.report;

import java.util.List;
import java.util.Optional;

/**
 * A question of the lab, and what the runs tell about it. Title, prompt and answer are Markdown
 * (CommonMark with tables, and TeX between dollar signs) in the report's language.
 *
 * @param number its number on the lab sheet, from 1
 * @param starred whether its answer is due on the evening of the session
 * @param bonus whether it is optional
 * @param title what it is about
 * @param facts what was measured or computed
 * @param prompt what to look at before answering
 * @param answer a model answer, if one was asked for
 */
public record Section(
    int number,
    boolean starred,
    boolean bonus,
    String title,
    List<Fact> facts,
    String prompt,
    Optional<String> answer) {

  public Section {
    facts = List.copyOf(facts);
  }
}
