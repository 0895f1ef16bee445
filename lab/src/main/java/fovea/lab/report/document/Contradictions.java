package fovea.lab.report.document;

import fovea.lab.report.Fact;
import fovea.lab.report.RunNumber;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers in the student's sentences that are near a measured number and are not it, or that belong
 * to a run that the paragraph names and are not that run's: shares in per cent, and losses.
 *
 * <p>Not looked at are numbers in formulas, code and comments, those that the text calls
 * approximate, and shares that are the difference of two measured ones.
 */
final class Contradictions {

  /** Where a share ends: in signs or words of either language. */
  private static final String UNIT = "[\\s\\u00a0\\u202f]*(?:\\\\?%|(?:per ?cent|pour[- ]cent)\\b)";

  private static final String DECIMAL = "\\d{1,3}(?:[.,]\\d+)?";

  /** A number in per cent, of either language; with a standard deviation or a margin, its mean. */
  private static final Pattern PERCENT =
      Pattern.compile(
          "(?<![\\d.,±]|±[ \\u00a0])(%1$s)(?:[ \\u00a0]?±[ \\u00a0]?%1$s)?%2$s"
              .formatted(DECIMAL, UNIT));

  /** A loss, which has at least three digits, with the word before it. */
  private static final Pattern LOSS =
      Pattern.compile(
          "(?iu)\\b(?:loss|losses|perte|pertes)\\b[^.!?\\d%]{0,40}?(?<![\\d.,])(\\d[.,]\\d{2,4})"
              + "(?![\\d%]|[.,]\\d|"
              + UNIT
              + ")");

  private static final Pattern CELL =
      Pattern.compile("(?<![\\d.,])(\\d{1,2}[.,]\\d{2,4})(?![\\d%])");

  private static final Pattern APPROXIMATE =
      Pattern.compile(
          "(?iu)(?:\\b(?:about|around|roughly|nearly|almost|some|over|under|than|environ|presque"
              + "|près de|autour de|vers|plus de|moins de)|≈|~|\\\\approx|[<>≤≥])[\\s\\u00a0$]*$");

  /** What holds no number of the student's: comments, code, formulas, attributes. */
  private static final Pattern NO_PROSE =
      Pattern.compile(
          "(?s)<!--.*?-->|(?m:^ {0,3}(`{3,}|~{3,}).*?^ {0,3}\\1)|(`+)[^`].*?\\2|\\$\\$.*?\\$\\$"
              + "|\\$[^$\\n]+\\$|\\{[#.][^}\\n]*\\}");

  private static final BigDecimal NEAR_POINTS = new BigDecimal(3);
  private static final BigDecimal NEAR_LOSS = new BigDecimal("0.05");

  /** What a loss is before anything is learned, by chance: ln 10. */
  private static final BigDecimal LN_10 = new BigDecimal("2.302585");

  private final ReportFile file;
  private final Report.State state;
  private final Set<String> runs =
      new TreeSet<>(
          Comparator.comparingInt(String::length)
              .reversed()
              .thenComparing(Comparator.naturalOrder()));

  Contradictions(Report.State state) {
    this.state = state;
    file = state.file();
    for (Fact fact : state.facts().values()) {
      for (String run : fact.runs()) {
        runs.add(run);
        if (run.lastIndexOf('/') > 0) {
          runs.add(run.substring(0, run.lastIndexOf('/')));
        }
      }
    }
  }

  /**
   * A number that contradicts.
   *
   * @param place where it is in the text
   * @param written the number
   * @param measured the nearest that was measured
   * @param percent whether both are in per cent
   */
  record Contradiction(int place, BigDecimal written, BigDecimal measured, boolean percent) {}

  /** Those in a section, in the order of the text. */
  List<Contradiction> in(ReportFile.Part part) {
    List<BigDecimal> shares = new ArrayList<>();
    List<BigDecimal> losses = new ArrayList<>();
    for (ReportFile.Block block : file.blocks(part)) {
      if (block.isFact()) {
        numbers(PERCENT, file.inside(block), shares);
        numbers(CELL, file.inside(block), losses);
      }
    }
    StringBuilder prose = new StringBuilder(file.text().substring(part.start(), part.end()));
    for (ReportFile.Block block : file.blocks(part)) {
      if (block.isFact() || block.attributes().is("prompt")) {
        blank(prose, block.start() - part.start(), block.end() - part.start());
      }
    }
    for (Quote quote : state.quotes()) {
      InlineFact fact = quote.fact();
      if (fact.start() >= part.start() && fact.end() <= part.end()) {
        numbers(PERCENT, fact.written(), shares);
        blank(prose, fact.start() - part.start(), fact.end() - part.start());
      }
    }
    List<Contradiction> found = new ArrayList<>();
    Matcher paragraphs = Pattern.compile("(?s).+?(?:\\n\\s*\\n|\\z)").matcher(prose);
    while (paragraphs.find()) {
      int start = part.start() + paragraphs.start();
      paragraph(paragraphs.group(), start, shares, losses, found);
    }
    return found;
  }

  private void paragraph(
      String text,
      int start,
      List<BigDecimal> shares,
      List<BigDecimal> losses,
      List<Contradiction> found) {
    List<BigDecimal> ofRun = ofRuns(text);
    StringBuilder prose = new StringBuilder(text);
    NO_PROSE.matcher(text).results().forEach(each -> blank(prose, each.start(), each.end()));
    List<BigDecimal> all = new ArrayList<>(shares);
    all.addAll(ofRun);
    for (MatchResult share : PERCENT.matcher(prose).results().toList()) {
      BigDecimal written = value(share.group(1));
      boolean fits =
          isApproximate(prose, share.start())
              || all.stream().anyMatch(each -> same(each, written))
              || isDifference(written, all);
      BigDecimal reach = ofRun.isEmpty() ? NEAR_POINTS : BigDecimal.valueOf(100);
      if (!fits) {
        nearest(written, all, reach)
            .ifPresent(
                near -> found.add(new Contradiction(start + share.start(), written, near, true)));
      }
    }
    for (MatchResult loss : LOSS.matcher(prose).results().toList()) {
      BigDecimal written = value(loss.group(1));
      boolean fits =
          isApproximate(prose, loss.start(1))
              || same(LN_10, written)
              || losses.stream().anyMatch(each -> same(each, written));
      if (!fits) {
        nearest(written, losses, NEAR_LOSS.multiply(written))
            .ifPresent(
                near -> found.add(new Contradiction(start + loss.start(1), written, near, false)));
      }
    }
  }

  /** The accuracies of the runs that a paragraph names. */
  private List<BigDecimal> ofRuns(String text) {
    List<BigDecimal> shares = new ArrayList<>();
    String rest = text;
    for (String run : runs) {
      Pattern named = Pattern.compile("(?<![\\w/-])" + Pattern.quote(run) + "(?![\\w/-])");
      if (run.contains("/") && named.matcher(rest).find()) {
        rest = named.matcher(rest).replaceAll(" ");
        for (String value : List.of("test-accuracy", "train-accuracy")) {
          told(new RunNumber(run, value, Optional.empty()))
              .ifPresent(told -> numbers(PERCENT, told, shares));
        }
      }
    }
    return shares;
  }

  /** What a run tells; empty if it has no such number. */
  private Optional<String> told(RunNumber wanted) {
    try {
      return Optional.of(state.ask().number(wanted).markdown());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isApproximate(CharSequence text, int place) {
    return APPROXIMATE.matcher(text.subSequence(Math.max(0, place - 20), place)).find();
  }

  /** Whether it is about a measured number, as it would be rounded. */
  private static boolean same(BigDecimal measured, BigDecimal written) {
    return measured.compareTo(written) == 0
        || measured.setScale(written.scale(), RoundingMode.HALF_UP).compareTo(written) == 0;
  }

  private static boolean isDifference(BigDecimal written, List<BigDecimal> measured) {
    return measured.stream()
        .anyMatch(
            one -> measured.stream().anyMatch(other -> same(one.subtract(other).abs(), written)));
  }

  private static Optional<BigDecimal> nearest(
      BigDecimal written, List<BigDecimal> measured, BigDecimal reach) {
    return measured.stream()
        .min(Comparator.comparing(each -> each.subtract(written).abs()))
        .filter(each -> each.subtract(written).abs().compareTo(reach) < 0);
  }

  private static void numbers(Pattern kind, String text, List<BigDecimal> into) {
    kind.matcher(text).results().forEach(each -> into.add(value(each.group(1))));
  }

  private static BigDecimal value(String number) {
    return new BigDecimal(number.replace(',', '.'));
  }

  /** Leaves line ends, so that paragraphs stay. */
  private static void blank(StringBuilder text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) != '\n') {
        text.setCharAt(i, ' ');
      }
    }
  }
}
