package fovea.lab.report.questions;

import fovea.data.DataCatalog;
import fovea.lab.report.Fact;
import fovea.lab.report.RunNumber;
import fovea.lab.report.Section;
import fovea.lab.report.Sections;
import fovea.lab.words.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The 34 questions of the lab, with what a user's runs tell about each. */
public final class LabSections implements Sections {

  private final DataCatalog catalog;

  /**
   * @param catalog finds the images that runs were trained and tested on
   */
  public LabSections(DataCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public List<Section> of(Path runs, Locale language, boolean answers) throws IOException {
    Texts texts = texts(language);
    Evidence evidence = evidence(runs, texts);
    List<Section> sections = new ArrayList<>();
    for (Question question : Question.ALL) {
      sections.add(section(question, evidence, texts, answers));
    }
    return sections;
  }

  /**
   * One of the sections, without a model answer.
   *
   * @param number the question's number, from 1
   * @throws IllegalArgumentException if there is no such question
   * @throws IOException if a run cannot be read
   */
  public Section of(Path runs, Locale language, int number) throws IOException {
    if (number < 1 || number > Question.ALL.size()) {
      throw new IllegalArgumentException(
          "question is %s: it must be from 1 to %s".formatted(number, Question.ALL.size()));
    }
    Texts texts = texts(language);
    return section(Question.ALL.get(number - 1), evidence(runs, texts), texts, false);
  }

  @Override
  public Fact.Statement number(Path runs, Locale language, RunNumber wanted) throws IOException {
    return new RunNumbers(runs, texts(language)).of(wanted);
  }

  /**
   * The questions alone, without looking at any run.
   *
   * @throws IOException if their texts cannot be read
   */
  public static List<Section> questions(Locale language) throws IOException {
    Texts texts = texts(language);
    List<Section> sections = new ArrayList<>();
    for (Question question : Question.ALL) {
      QuestionText text = QuestionText.of(question.number(), texts);
      sections.add(section(question, text, List.of(), Optional.empty()));
    }
    return sections;
  }

  private static Texts texts(Locale language) {
    return Texts.of("report.questions.facts", Texts.languageOf(language.getLanguage()));
  }

  private Evidence evidence(Path runs, Texts texts) throws IOException {
    return new Evidence(runs, FoundRuns.below(runs), catalog, texts);
  }

  private static Section section(Question question, Evidence evidence, Texts texts, boolean answers)
      throws IOException {
    QuestionText text = QuestionText.of(question.number(), texts);
    Findings findings = new Findings(question.number(), texts);
    question.investigation().into(findings, evidence);
    Optional<String> answer =
        answers ? Optional.of(text.answer(findings.values())) : Optional.empty();
    return section(question, text, findings.facts(), answer);
  }

  private static Section section(
      Question question, QuestionText text, List<Fact> facts, Optional<String> answer) {
    return new Section(
        question.number(),
        question.starred(),
        question.bonus(),
        text.title(),
        facts,
        text.prompt(),
        answer);
  }
}
