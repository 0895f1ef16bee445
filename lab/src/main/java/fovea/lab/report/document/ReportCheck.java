package fovea.lab.report.document;

import fovea.lab.report.Fact;
import fovea.lab.report.Section;
import fovea.lab.words.Texts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds what is wrong in a report. */
final class ReportCheck {

  static final int MOST_PAGES = 10;

  /** Fewer letters and digits are no answer, and neither is a note to oneself. */
  private static final Pattern ANSWER = Pattern.compile("(?s)[\\p{L}\\p{N}].*?[\\p{L}\\p{N}]");

  /** Without word boundaries, for which later versions of Java take ASCII letters only. */
  private static final Pattern NOTE =
      Pattern.compile("(?iu)(?<!\\p{L})(?:todo|tbd|fixme|xxx+|à faire)(?!\\p{L})");

  private final Report.State state;
  private final ReportFile file;
  private final Texts texts;
  private final Contradictions contradictions;

  ReportCheck(Report.State state) {
    this.state = state;
    file = state.file();
    texts = state.texts();
    contradictions = new Contradictions(state);
  }

  /** All findings, in the order of the text; pages last. */
  List<Finding> findings(int pages) {
    List<Finding> findings = new ArrayList<>();
    for (Section section : state.sections()) {
      Optional<ReportFile.Part> part = file.section(section.number());
      boolean answered =
          part.filter(each -> isAnswer(Shown.prose(file, each.start(), each.end()))).isPresent();
      if (!answered && !section.bonus()) {
        findings.add(
            new Finding(
                Finding.Kind.UNANSWERED,
                "q" + section.number(),
                part.map(each -> file.line(each.start())),
                texts.text("check.unanswered", section.number())));
      }
      part.ifPresent(each -> contradictions(each, findings));
    }
    findings.addAll(facts());
    if (pages > MOST_PAGES) {
      findings.add(
          new Finding(
              Finding.Kind.PAGES,
              "report.pdf",
              Optional.empty(),
              texts.text("check.pages", pages, MOST_PAGES)));
    }
    return findings;
  }

  private static boolean isAnswer(String prose) {
    return ANSWER.matcher(NOTE.matcher(InlineFact.plain(prose)).replaceAll("")).find();
  }

  /**
   * What is wrong with facts and with numbers in sentences: edited by hand, older than the runs, or
   * told by no run any more.
   */
  List<Finding> facts() {
    FactText text = new FactText(texts);
    List<Finding> findings = new ArrayList<>();
    for (ReportFile.Block block : file.facts()) {
      Optional<Fact> fact = Optional.ofNullable(state.facts().get(block.id()));
      if (state.edited(block)) {
        findings.add(finding(Finding.Kind.EDITED, block, "check.edited"));
      } else if (fact.isEmpty()) {
        findings.add(finding(Finding.Kind.GONE, block, "check.gone"));
      } else if (!text.inside(fact.get()).equals(file.inside(block))) {
        findings.add(finding(Finding.Kind.STALE, block, "check.stale"));
      }
    }
    state.quotes().forEach(quote -> number(quote).ifPresent(findings::add));
    findings.sort(Comparator.comparingInt(each -> each.line().orElse(0)));
    return findings;
  }

  private Optional<Finding> number(Quote quote) {
    InlineFact fact = quote.fact();
    if (quote.told().isEmpty()) {
      String text = texts.text("check.number", fact.line(), quote.problem());
      return Optional.of(finding(Finding.Kind.GONE, fact, text));
    }
    return quote
        .text()
        .filter(now -> quote.differs())
        .map(
            now ->
                finding(
                    Finding.Kind.STALE,
                    fact,
                    texts.text(
                        "check.otherNumber",
                        fact.line(),
                        fact.number().value(),
                        fact.number().run(),
                        now,
                        fact.written())));
  }

  private static Finding finding(Finding.Kind kind, InlineFact fact, String text) {
    return new Finding(kind, fact.number().run(), Optional.of(fact.line()), text);
  }

  private Finding finding(Finding.Kind kind, ReportFile.Block block, String key) {
    return new Finding(
        kind, block.id(), Optional.of(block.line()), texts.text(key, block.id(), block.line()));
  }

  private void contradictions(ReportFile.Part part, List<Finding> findings) {
    for (Contradictions.Contradiction each : contradictions.in(part)) {
      int line = file.line(each.place());
      findings.add(
          new Finding(
              Finding.Kind.CONTRADICTION,
              "q" + part.number(),
              Optional.of(line),
              texts.text(
                  "check.contradiction",
                  line,
                  shown(each.written(), each.percent()),
                  shown(each.measured(), each.percent()))));
    }
  }

  private String shown(BigDecimal number, boolean percent) {
    String plain = texts.styled(number.toPlainString());
    return percent ? texts.unit(plain, "%") : plain;
  }
}
