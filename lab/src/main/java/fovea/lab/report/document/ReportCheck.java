package fovea.lab.report.document;

import fovea.lab.report.Fact;
import fovea.lab.report.Section;
import fovea.lab.words.Texts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what is wrong in a report. */
final class ReportCheck {

  static final int MOST_PAGES = 10;

  /** A number in per cent, of either language. */
  private static final Pattern PERCENT =
      Pattern.compile(
          "(?<![\\d.,])(\\d{1,3}(?:[.,]\\d+)?)[\\s\\u00a0\\u202f]*(?:\\\\?%|(?:per ?cent|pour[-"
              + " ]cent)\\b)");

  /** Numbers in per cent that are farther apart than that, in points, are about other things. */
  private static final BigDecimal NEAR = new BigDecimal(3);

  private final Report.State state;
  private final ReportFile file;
  private final Texts texts;

  ReportCheck(Report.State state) {
    this.state = state;
    file = state.file();
    texts = state.texts();
  }

  /** All findings, in the order of the text; pages last. */
  List<Finding> findings(int pages) {
    List<Finding> findings = new ArrayList<>();
    for (Section section : state.sections()) {
      Optional<ReportFile.Part> part = file.section(section.number());
      boolean answered =
          part.isPresent() && !Shown.prose(file, part.get().start(), part.get().end()).isEmpty();
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

  /** What is wrong with facts: edited by hand, older than the runs, or told by no run any more. */
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
    return findings;
  }

  private Finding finding(Finding.Kind kind, ReportFile.Block block, String key) {
    return new Finding(
        kind, block.id(), Optional.of(block.line()), texts.text(key, block.id(), block.line()));
  }

  private void contradictions(ReportFile.Part part, List<Finding> findings) {
    List<BigDecimal> measured = new ArrayList<>();
    for (ReportFile.Block block : file.blocks(part)) {
      if (block.isFact()) {
        Matcher number = PERCENT.matcher(file.inside(block));
        while (number.find()) {
          measured.add(value(number));
        }
      }
    }
    Matcher number = PERCENT.matcher(file.text()).region(part.start(), part.end());
    while (number.find()) {
      int place = number.start();
      BigDecimal written = value(number);
      boolean inFactOrHint =
          file.blocks(part).stream()
              .filter(block -> block.isFact() || block.attributes().is("prompt"))
              .anyMatch(block -> block.start() <= place && place < block.end());
      if (!inFactOrHint) {
        nearest(written, measured)
            .ifPresent(
                near ->
                    findings.add(
                        new Finding(
                            Finding.Kind.CONTRADICTION,
                            "q" + part.number(),
                            Optional.of(file.line(place)),
                            texts.text(
                                "check.contradiction",
                                file.line(place),
                                shown(written),
                                shown(near)))));
      }
    }
  }

  /** The measured number that a written one may stand for without being it. */
  private static Optional<BigDecimal> nearest(BigDecimal written, List<BigDecimal> measured) {
    boolean same =
        measured.stream()
            .anyMatch(
                each ->
                    each.setScale(written.scale(), RoundingMode.HALF_UP).compareTo(written) == 0
                        || each.compareTo(written) == 0);
    return same
        ? Optional.empty()
        : measured.stream()
            .min((a, b) -> a.subtract(written).abs().compareTo(b.subtract(written).abs()))
            .filter(each -> each.subtract(written).abs().compareTo(NEAR) < 0);
  }

  private static BigDecimal value(Matcher number) {
    return new BigDecimal(number.group(1).replace(',', '.'));
  }

  private String shown(BigDecimal number) {
    return texts.unit(texts.styled(number.toPlainString()), "%");
  }
}
