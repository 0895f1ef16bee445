package fovea.lab.report.document;

import fovea.lab.report.Fact;
import fovea.lab.report.Section;
import fovea.lab.words.Texts;
import java.time.LocalDate;
import java.util.List;

/** A report that nobody has written in yet. */
final class Template {

  /** The first questions of the lab's parts, after the first part's. */
  private static final List<Integer> PARTS = List.of(1, 8, 19);

  private final Texts texts;
  private final FactText facts;

  Template(Texts texts) {
    this.texts = texts;
    facts = new FactText(texts);
  }

  /**
   * The text of a report.
   *
   * @param runs the runs' folder, as the report names it
   * @param provenance the facts of the last page
   */
  String text(List<Section> sections, String runs, List<Fact> provenance, LocalDate today) {
    StringBuilder text = new StringBuilder();
    text.append("---\n");
    text.append("title: \"%s\"\n".formatted(texts.text("title")));
    text.append(
        "author:\n  - \"%s\"\n  - \"%s\"\n".formatted(texts.text("author"), texts.text("author")));
    text.append("group: \"%s\"\n".formatted(texts.text("group")));
    text.append("date: %s\n".formatted(today));
    text.append("lang: %s\n".formatted(texts.isFrench() ? "fr" : "en"));
    text.append("runs: '%s'\n".formatted(runs.replace("'", "''")));
    text.append("---\n\n");
    text.append("<!--\n%s\n-->\n\n".formatted(texts.text("advice")));
    free(text, "context");
    for (Section section : sections) {
      int part = PARTS.indexOf(section.number());
      if (part >= 0) {
        text.append("# %s\n\n".formatted(texts.text("part" + (part + 1))));
      }
      section(text, section);
    }
    free(text, "conclusion");
    free(text, "comments");
    text.append("# %s\n\n".formatted(texts.text("provenance")));
    provenance.forEach(fact -> text.append(facts.block(fact)).append('\n'));
    return text.toString();
  }

  private void section(StringBuilder text, Section section) {
    String mark =
        (section.starred() ? " ★" : "") + (section.bonus() ? " (" + texts.text("bonus") + ")" : "");
    text.append(
        "## %s {#q%s}\n\n"
            .formatted(
                texts.text("question", section.number(), mark, section.title().strip()),
                section.number()));
    section.facts().forEach(fact -> text.append(facts.block(fact)).append('\n'));
    box(text, section.prompt());
  }

  private void free(StringBuilder text, String name) {
    text.append("# %s {#%s}\n\n".formatted(texts.text(name), name));
    box(text, texts.text(name + ".prompt"));
  }

  private static void box(StringBuilder text, String prompt) {
    text.append("::: {.prompt}\n%s\n:::\n\n".formatted(prompt.strip()));
    text.append("::: {.answer}\n\n:::\n\n");
  }
}
