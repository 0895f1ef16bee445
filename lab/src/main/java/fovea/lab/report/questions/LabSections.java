package fovea.lab.report.questions;

import fovea.data.DataCatalog;
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
    Texts texts = Texts.of("report.questions.facts", Texts.languageOf(language.getLanguage()));
    Evidence evidence = new Evidence(runs, FoundRuns.below(runs), catalog, texts);
    List<Section> sections = new ArrayList<>();
    for (Question question : Question.ALL) {
      QuestionText text = QuestionText.of(question.number(), texts);
      Findings findings = new Findings(question.number(), texts);
      question.investigation().into(findings, evidence);
      sections.add(
          new Section(
              question.number(),
              question.starred(),
              question.bonus(),
              text.title(),
              findings.facts(),
              text.prompt(),
              answers ? Optional.of(text.answer(findings.values())) : Optional.empty()));
    }
    return sections;
  }
}
